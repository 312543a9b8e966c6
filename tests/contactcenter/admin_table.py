"""The rows of Django's own pages: accounts, groups, and who is an agent.

They ask for a person of the staff, whatever the role; everybody else is sent to their
login page, which is that of the product. The words are those of tests/contactcenter/access_table.py.
"""

ADMIN_PAGES = """
name                                                 method                object    anonymous  stranger  own   other  supervisor  admin  staff  superuser

admin:index                                          any                   -         login      login     login login  login       login  yes    yes
admin:login                                          any                   -         login      no        no    no     no          no     yes    yes
admin:login                                          PATCH,DELETE          -         login      no        no    no     no          no     405    405
admin:logout                                         any                   -         login      yes       yes   yes    yes         yes    405    405
admin:logout                                         POST,OPTIONS          -         login      yes       yes   yes    yes         yes    yes    yes
admin:password_change                                any                   -         login      login     login login  login       login  yes    yes
admin:password_change                                PATCH,DELETE          -         login      login     login login  login       login  405    405
admin:password_change_done                           any                   -         login      login     login login  login       login  405    405
admin:password_change_done                           GET,HEAD,OPTIONS      -         login      login     login login  login       login  yes    yes
admin:autocomplete                                   any                   -         login      login     login login  login       login  405    405
admin:autocomplete                                   GET,HEAD              -         login      login     login login  login       login  no     no
admin:autocomplete                                   OPTIONS               -         login      login     login login  login       login  yes    yes
admin:jsi18n                                         any                   -         login      login     login login  login       login  405    405
admin:jsi18n                                         GET,HEAD,OPTIONS      -         login      login     login login  login       login  yes    yes
admin:view_on_site                                   any                   shown     login      login     login login  login       login  hidden hidden
admin:app_list                                       any                   app       login      login     login login  login       login  hidden yes
django-admin/(?P<url>.*)$                            any                   -         login      login     login login  login       login  hidden hidden

admin:auth_group_changelist                          any                   -         login      login     login login  login       login  no     yes
admin:auth_group_add                                 any                   -         login      login     login login  login       login  no     yes
admin:auth_group_history                             any                   group     login      login     login login  login       login  no     yes
admin:auth_group_delete                              any                   group     login      login     login login  login       login  no     yes
admin:auth_group_change                              any                   group     login      login     login login  login       login  no     yes
django-admin/auth/group/<path:object_id>/            any                   group     login      login     login login  login       login  yes    yes

admin:auth_user_password_change                      any                   account   login      login     login login  login       login  no     yes
admin:auth_user_changelist                           any                   -         login      login     login login  login       login  no     yes
admin:auth_user_add                                  any                   -         login      login     login login  login       login  no     yes
admin:auth_user_history                              any                   account   login      login     login login  login       login  no     yes
admin:auth_user_delete                               any                   account   login      login     login login  login       login  no     yes
admin:auth_user_change                               any                   account   login      login     login login  login       login  no     yes
django-admin/auth/user/<path:object_id>/             any                   account   login      login     login login  login       login  yes    yes

admin:agents_agent_changelist                        any                   -         login      login     login login  login       login  no     yes
admin:agents_agent_add                               any                   -         login      login     login login  login       login  no     yes
admin:agents_agent_history                           any                   agent     login      login     login login  login       login  no     yes
admin:agents_agent_delete                            any                   agent     login      login     login login  login       login  no     yes
admin:agents_agent_change                            any                   agent     login      login     login login  login       login  no     yes
django-admin/agents/agent/<path:object_id>/          any                   agent     login      login     login login  login       login  yes    yes

admin:agents_phone_changelist                        any                   -         login      login     login login  login       login  no     yes
admin:agents_phone_add                               any                   -         login      login     login login  login       login  no     yes
admin:agents_phone_history                           any                   phone     login      login     login login  login       login  no     yes
admin:agents_phone_delete                            any                   phone     login      login     login login  login       login  no     yes
admin:agents_phone_change                            any                   phone     login      login     login login  login       login  no     yes
django-admin/agents/phone/<path:object_id>/          any                   phone     login      login     login login  login       login  yes    yes

admin:agents_notreadyreason_changelist               any                   -         login      login     login login  login       login  no     yes
admin:agents_notreadyreason_add                      any                   -         login      login     login login  login       login  no     yes
admin:agents_notreadyreason_history                  any                   reason    login      login     login login  login       login  no     yes
admin:agents_notreadyreason_delete                   any                   reason    login      login     login login  login       login  no     yes
admin:agents_notreadyreason_change                   any                   reason    login      login     login login  login       login  no     yes
django-admin/agents/notreadyreason/<path:object_id>/ any                   reason    login      login     login login  login       login  yes    yes
"""
