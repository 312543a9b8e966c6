"""The composition of the product: settings, tables, entry points, pages of several apps."""

from contactcenter.celery import app as celery_app

__all__ = ("celery_app",)
