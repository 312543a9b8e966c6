"""The product's addresses as they are with DJANGO_ADMIN."""

from contactcenter import admin_urls, urls

urlpatterns = [*urls.urlpatterns, *admin_urls.urlpatterns]
