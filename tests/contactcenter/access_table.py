"""Who may do what: the reviewed table that every address is held against.

    yes     it is done, or refused for what was sent (a state, a form), not for who asks
    no      403
    hidden  404
    405     the address knows no such method
    login   sent to the login page

`stranger` has an account without a role. `own` is an agent, asking about the call that
she is on, her queue, her offer; `other` is an agent in another queue, asking about the
same. `queue`, `team` and `outside` have one role with every verb that can be given for a
part of the site: `queue` for her queue, `team` for her team, `outside` for the other queue
and another team. `staff` may enter Django's admin pages and has no role and no permission there;
`superuser` may do all. For a method that an address does not name, its row `any`
counts, and where it has none, the row of `every-address`.
"""

from collections.abc import Iterable
from typing import NamedTuple

COLUMNS = (
    "anonymous",
    "stranger",
    "own",
    "other",
    "queue",
    "team",
    "outside",
    "supervisor",
    "auditor",
    "admin",
    "staff",
    "superuser",
)
METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE")
EVERY_ADDRESS = "every-address"

PAGES = """
name                           method    object         anonymous stranger own    other  queue  team   outside supervisor auditor admin  staff  superuser

every-address                  any       -              login     405      405    405    405    405    405     405        405     405    405    405

home                           GET,HEAD  -              login     yes      yes    yes    yes    yes    yes     yes        yes     yes    yes    yes
board                          GET,HEAD  -              login     no       yes    yes    yes    yes    yes     yes        yes     yes    no     yes
desk                           GET,HEAD  -              login     no       yes    yes    yes    yes    yes     yes        yes     yes    no     yes
health                         GET,HEAD  -              yes       yes      yes    yes    yes    yes    yes     yes        yes     yes    yes    yes
health-live                    GET,HEAD  -              yes       yes      yes    yes    yes    yes    yes     yes        yes     yes    yes    yes
health-ready                   GET,HEAD  -              yes       yes      yes    yes    yes    yes    yes     yes        yes     yes    yes    yes
health                         any       -              405       405      405    405    405    405    405     405        405     405    405    405
health-live                    any       -              405       405      405    405    405    405    405     405        405     405    405    405
health-ready                   any       -              405       405      405    405    405    405    405     405        405     405    405    405
logout                         POST      -              login     yes      yes    yes    yes    yes    yes     yes        yes     yes    yes    yes

calls:list                     GET,HEAD  -              login     no       yes    yes    yes    yes    yes     yes        yes     yes    no     yes
calls:detail                   GET,HEAD  call           login     no       yes    hidden yes    yes    hidden  yes        yes     yes    no     yes
calls:hangup                   POST      call           login     no       yes    hidden yes    yes    hidden  yes        no      yes    no     yes
calls:keypad                   POST      call           login     no       yes    hidden no     no     hidden  no         no      no     no     no

agents:list                    GET,HEAD  -              login     no       no     no     yes    yes    yes     yes        yes     yes    no     yes
agents:detail                  GET,HEAD  agent          login     no       no     no     yes    yes    hidden  yes        yes     yes    no     yes
agents:state                   POST      agent          login     no       no     no     yes    yes    hidden  yes        no      yes    no     yes
agents:end_wrap_up             POST      agent          login     no       no     no     yes    yes    hidden  yes        no      yes    no     yes
agents:sign_out                POST      agent          login     no       no     no     yes    yes    hidden  yes        no      yes    no     yes
agents:many                    POST      -              login     no       no     no     yes    yes    yes     yes        no      yes    no     yes
agents:own_state               POST      -              login     no       yes    yes    no     no     no      no         no      no     no     no
agents:finish_wrap_up          POST      -              login     no       yes    yes    no     no     no      no         no      no     no     no
agents:extend_wrap_up          POST      -              login     no       yes    yes    no     no     no      no         no      no     no     no
agents:ask_for_wrap_up         POST      -              login     no       yes    yes    no     no     no      no         no      no     no     no

queues:list                    GET,HEAD  -              login     no       no     no     yes    yes    yes     yes        yes     yes    no     yes
queues:create                  GET,HEAD  -              login     no       no     no     no     no     no      no         no      yes    no     yes
queues:create                  POST      -              login     no       no     no     no     no     no      no         no      yes    no     yes
outcomes:notes                 POST      call           login     no       yes    hidden no     no     no      no         no      no     no     no
outcomes:choose                POST      call           login     no       yes    hidden no     no     no      no         no      no     no     no
outcomes:list                  GET,HEAD  queue          login     no       no     no     yes    hidden hidden  no         no      yes    no     yes
outcomes:add                   GET,HEAD  queue          login     no       no     no     yes    hidden hidden  no         no      yes    no     yes
outcomes:add                   POST      queue          login     no       no     no     yes    hidden hidden  no         no      yes    no     yes
outcomes:edit                  GET,HEAD  outcome        login     no       no     no     yes    hidden hidden  no         no      yes    no     yes
outcomes:edit                  POST      outcome        login     no       no     no     yes    hidden hidden  no         no      yes    no     yes
outcomes:delete                POST      outcome        login     no       no     no     yes    hidden hidden  no         no      yes    no     yes
queues:edit                    GET,HEAD  queue          login     no       no     no     yes    hidden hidden  no         no      yes    no     yes
queues:edit                    POST      queue          login     no       no     no     yes    hidden hidden  no         no      yes    no     yes
queues:retire                  POST      queue          login     no       no     no     yes    hidden hidden  no         no      yes    no     yes
queues:restore                 POST      queue          login     no       no     no     yes    hidden hidden  no         no      yes    no     yes
queues:delete                  POST      queue          login     no       no     no     yes    hidden hidden  no         no      yes    no     yes
queues:close                   POST      queue          login     no       no     no     yes    hidden hidden  yes        no      yes    no     yes
queues:open                    POST      queue          login     no       no     no     yes    hidden hidden  yes        no      yes    no     yes
queues:close_all               POST      -              login     no       no     no     yes    yes    yes     yes        no      yes    no     yes
queues:open_all                POST      -              login     no       no     no     yes    yes    yes     yes        no      yes    no     yes
queues:move                    GET,HEAD  -              login     no       no     no     yes    yes    yes     yes        no      yes    no     yes
queues:move                    POST      -              login     no       no     no     yes    yes    yes     yes        no      yes    no     yes
queues:take_next               POST      -              login     no       yes    yes    no     no     no      no         no      no     no     no
queues:pick                    POST      entry          login     no       yes    hidden no     no     no      no         no      no     no     no
queues:assign                  GET,HEAD  entry          login     no       no     no     yes    hidden hidden  yes        no      yes    no     yes
queues:assign                  POST      entry          login     no       no     no     yes    hidden hidden  yes        no      yes    no     yes
queues:route                   POST      number         login     no       no     no     no     no     no      no         no      yes    no     yes
queues:route_application       POST      application    login     no       no     no     no     no     no      no         no      yes    no     yes
queues:cancel_offer            POST      offer          login     no       yes    hidden yes    hidden hidden  yes        hidden  yes    no     yes

conferences:list               GET,HEAD  -              login     no       yes    yes    yes    yes    yes     yes        yes     yes    no     yes
conferences:room               GET,HEAD  room           login     no       yes    hidden yes    yes    hidden  yes        yes     yes    no     yes
conferences:add                POST      room           login     no       yes    hidden yes    yes    hidden  yes        no      yes    no     yes
conferences:leave              POST      room           login     no       yes    hidden yes    yes    hidden  yes        no      yes    no     yes
conferences:end                POST      room           login     no       yes    hidden yes    yes    hidden  yes        no      yes    no     yes
conferences:start              POST      call           login     no       yes    hidden yes    yes    hidden  yes        no      yes    no     yes
conferences:hold-caller        POST      call           login     no       yes    hidden no     no     hidden  no         no      no     no     no
conferences:unhold-caller      POST      call           login     no       yes    hidden no     no     hidden  no         no      no     no     no
conferences:mute-self          POST      call           login     no       yes    hidden no     no     hidden  no         no      no     no     no
conferences:unmute-self        POST      call           login     no       yes    hidden no     no     hidden  no         no      no     no     no
conferences:mute               POST      participant    login     no       yes    hidden yes    yes    hidden  yes        no      yes    no     yes
conferences:unmute             POST      participant    login     no       yes    hidden yes    yes    hidden  yes        no      yes    no     yes
conferences:hold               POST      participant    login     no       yes    hidden yes    yes    hidden  yes        no      yes    no     yes
conferences:unhold             POST      participant    login     no       yes    hidden yes    yes    hidden  yes        no      yes    no     yes
conferences:remove             POST      participant    login     no       yes    hidden yes    yes    hidden  yes        no      yes    no     yes
conferences:supervise          POST      call           login     no       no     no     yes    yes    hidden  yes        no      yes    no     yes
conferences:leave-supervision  POST      supervision    login     no       hidden hidden hidden hidden hidden  yes        hidden  hidden no     hidden

phone:page                     GET,HEAD  -              login     no       yes    yes    yes    yes    yes     yes        yes     yes    no     yes
phone:token                    POST      -              login     no       yes    yes    yes    yes    yes     yes        yes     yes    no     yes
phone:state                    POST      -              login     no       yes    yes    yes    yes    yes     yes        yes     yes    no     yes

transfers:to-agent             POST      agent          login     no       yes    yes    no     no     no      no         no      no     no     no
transfers:to-queue             POST      queue          login     no       yes    yes    no     no     no      no         no      no     no     no
transfers:to-number            POST      -              login     no       yes    yes    no     no     no      no         no      no     no     no
transfers:back                 POST      -              login     no       yes    yes    no     no     no      no         no      no     no     no
transfers:swap                 POST      transfer       login     no       yes    hidden hidden hidden hidden hidden     hidden  hidden no     hidden
transfers:merge                POST      transfer       login     no       yes    hidden hidden hidden hidden hidden     hidden  hidden no     hidden
transfers:complete             POST      transfer       login     no       yes    hidden hidden hidden hidden hidden     hidden  hidden no     hidden
transfers:cancel               POST      transfer       login     no       yes    hidden hidden hidden hidden hidden     hidden  hidden no     hidden

reports:report                 GET,HEAD  -              login     no       no     no     yes    yes    yes     yes        yes     yes    no     yes
reports:file                   GET       -              login     no       no     no     yes    yes    yes     yes        yes     yes    no     yes
reports:calls_file             GET       -              login     no       no     no     yes    yes    yes     yes        yes     yes    no     yes

recordings:list                GET,HEAD  -              login     no       yes    yes    yes    yes    yes     yes        yes     yes    no     yes
recordings:audio               GET,HEAD  recording      login     no       yes    hidden yes    yes    hidden  yes        yes     yes    no     yes
recordings:download            GET,HEAD  recording      login     no       yes    hidden yes    yes    hidden  yes        yes     yes    no     yes
recordings:fetch               POST      recording      login     no       no     no     yes    yes    hidden  yes        yes     yes    no     yes
recordings:start               POST      call           login     no       yes    hidden yes    yes    hidden  yes        no      yes    no     yes
recordings:pause               POST      open_recording login     no       yes    hidden yes    yes    hidden  yes        no      yes    no     yes
recordings:resume              POST      open_recording login     no       yes    hidden yes    yes    hidden  yes        no      yes    no     yes
recordings:stop                POST      open_recording login     no       yes    hidden yes    yes    hidden  yes        no      yes    no     yes

callcontrol:dismiss_notice     POST      command        login     no       yes    hidden hidden hidden hidden  hidden     hidden  hidden no     hidden
repair:desk                    GET,HEAD  -              login     no       no     no     no     no     no      yes        yes     yes    no     yes
repair:do                      POST      discrepancy    login     no       no     no     no     no     no      yes        no      yes    no     yes
people:list                    GET,HEAD  -              login     no       no     no     no     no     no      no         no      yes    no     yes
people:import                  GET,HEAD  -              login     no       no     no     no     no     no      no         no      yes    no     yes
people:import                  POST      -              login     no       no     no     no     no     no      no         no      yes    no     yes
people:add                     GET,HEAD  -              login     no       no     no     no     no     no      no         no      yes    no     yes
people:add                     POST      -              login     no       no     no     no     no     no      no         no      yes    no     yes
people:edit                    GET,HEAD  account        login     no       no     no     no     no     no      no         no      yes    no     yes
people:edit                    POST      account        login     no       no     no     no     no     no      no         no      yes    no     yes
people:switch_off              POST      account        login     no       no     no     no     no     no      no         no      yes    no     yes
people:switch_on               POST      account        login     no       no     no     no     no     no      no         no      yes    no     yes
people:forget_factors          POST      account        login     no       no     no     no     no     no      no         no      yes    no     yes
people:make_link               POST      account        login     no       no     no     no     no     no      no         no      yes    no     yes
own:keys                       GET,HEAD  -              login     no       yes    yes    yes    yes    yes     yes        yes     yes    no     yes
own:keys                       POST      -              login     no       yes    yes    yes    yes    yes     yes        yes     yes    no     yes
own:forgotten                  GET,HEAD  -              yes       yes      yes    yes    yes    yes    yes     yes        yes     yes    yes    yes
own:forgotten                  POST      -              yes       yes      yes    yes    yes    yes    yes     yes        yes     yes    yes    yes
own:forgotten                  any       -              405       405      405    405    405    405    405     405        405     405    405    405
own:choose_password            GET,HEAD  link           yes       yes      yes    yes    yes    yes    yes     yes        yes     yes    yes    yes
own:choose_password            POST      link           yes       yes      yes    yes    yes    yes    yes     yes        yes     yes    yes    yes
own:choose_password            any       link           405       405      405    405    405    405    405     405        405     405    405    405
people:teams                   GET,HEAD  -              login     no       no     no     no     no     no      no         no      yes    no     yes
people:add_team                GET,HEAD  -              login     no       no     no     no     no     no      no         no      yes    no     yes
people:add_team                POST      -              login     no       no     no     no     no     no      no         no      yes    no     yes
people:team                    GET,HEAD  team           login     no       no     no     no     no     no      no         no      yes    no     yes
people:team                    POST      team           login     no       no     no     no     no     no      no         no      yes    no     yes
people:delete_team             POST      team           login     no       no     no     no     no     no      no         no      yes    no     yes
people:roles                   GET,HEAD  -              login     no       no     no     no     no     no      no         no      yes    no     yes
people:add_role                GET,HEAD  -              login     no       no     no     no     no     no      no         no      yes    no     yes
people:add_role                POST      -              login     no       no     no     no     no     no      no         no      yes    no     yes
people:role                    GET,HEAD  role           login     no       no     no     no     no     no      no         no      yes    no     yes
people:role                    POST      role           login     no       no     no     no     no     no      no         no      yes    no     yes
people:delete_role             POST      role           login     no       no     no     no     no     no      no         no      yes    no     yes
people:reasons                 GET,HEAD  -              login     no       no     no     no     no     no      no         no      yes    no     yes
people:add_reason              GET,HEAD  -              login     no       no     no     no     no     no      no         no      yes    no     yes
people:add_reason              POST      -              login     no       no     no     no     no     no      no         no      yes    no     yes
people:reason                  GET,HEAD  reason         login     no       no     no     no     no     no      no         no      yes    no     yes
people:reason                  POST      reason         login     no       no     no     no     no     no      no         no      yes    no     yes
people:delete_reason           POST      reason         login     no       no     no     no     no     no      no         no      yes    no     yes
provisioning:home              GET,HEAD  -              login     no       no     no     no     no     no      no         no      yes    no     yes
provisioning:setup             GET,HEAD  -              login     no       no     no     no     no     no      no         no      yes    no     yes
provisioning:create            GET,HEAD  -              login     no       no     no     no     no     no      no         no      yes    no     yes
provisioning:create            POST      -              login     no       no     no     no     no     no      no         no      yes    no     yes
provisioning:edit              GET,HEAD  application    login     no       no     no     no     no     no      no         no      yes    no     yes
provisioning:edit              POST      application    login     no       no     no     no     no     no      no         no      yes    no     yes
provisioning:restore           POST      application    login     no       no     no     no     no     no      no         no      yes    no     yes
provisioning:delete            POST      application    login     no       no     no     no     no     no      no         no      yes    no     yes
provisioning:send_test         POST      application    login     no       no     no     no     no     no      no         no      yes    no     yes
provisioning:last_webhook      GET,HEAD  application    login     no       no     no     no     no     no      no         no      yes    no     yes
provisioning:take_over         POST      -              login     no       no     no     no     no     no      no         no      yes    no     yes
provisioning:numbers           GET,HEAD  -              login     no       no     no     no     no     no      no         no      yes    no     yes
provisioning:fetch_numbers     POST      -              login     no       no     no     no     no     no      no         no      yes    no     yes
provisioning:point_number      POST      number         login     no       no     no     no     no     no      no         no      yes    no     yes
provisioning:events            GET,HEAD  -              login     no       no     no     no     no     no      no         no      yes    no     yes
provisioning:event             GET,HEAD  event          login     no       no     no     no     no     no      no         no      yes    no     yes
provisioning:replay            POST      event          login     no       no     no     no     no     no      no         no      yes    no     yes
privacy:record                 GET,HEAD  -              login     no       no     no     no     no     no      no         yes     yes    no     yes
privacy:record_file            GET       -              login     no       no     no     no     no     no      no         yes     yes    no     yes
people:presence                GET,HEAD  -              login     no       no     no     no     no     no      no         no      yes    no     yes
people:presence                POST      -              login     no       no     no     no     no     no      no         no      yes    no     yes
privacy:caller                 GET,HEAD  -             login     no       no     no     no     no     no      no         no      yes    no     yes
privacy:caller                 POST      -             login     no       no     no     no     no     no      no         no      yes    no     yes
privacy:export_caller          POST      -             login     no       no     no     no     no     no      no         no      yes    no     yes
privacy:erase_caller           POST      -             login     no       no     no     no     no     no      no         no      yes    no     yes
privacy:retention              GET,HEAD  -             login     no       no     no     no     no     no      no         no      yes    no     yes
privacy:retention              POST      -             login     no       no     no     no     no     no      no         no      yes    no     yes
privacy:start_deleting         POST      -             login     no       no     no     no     no     no      no         no      yes    no     yes
privacy:progress               GET,HEAD  -             login     no       no     no     no     no     no      no         no      yes    no     yes
privacy:place_hold             POST      call          login     no       no     no     no     no     no      no         no      yes    no     yes
privacy:lift_hold              POST      call          login     no       no     no     no     no     no      no         no      yes    no     yes
flows:list                     GET,HEAD  -              login     no       no     no     no     no     no      no         no      yes    no     yes
flows:add                      GET,HEAD  -              login     no       no     no     no     no     no      no         no      yes    no     yes
flows:add                      POST      -              login     no       no     no     no     no     no      no         no      yes    no     yes
flows:edit                     GET,HEAD  flow           login     no       no     no     no     no     no      no         no      yes    no     yes
flows:edit                     POST      flow           login     no       no     no     no     no     no      no         no      yes    no     yes
flows:delete                   POST      flow           login     no       no     no     no     no     no      no         no      yes    no     yes
people:hours                   GET,HEAD  -              login     no       no     no     no     no     no      no         no      yes    no     yes
people:add_hours               GET,HEAD  -              login     no       no     no     no     no     no      no         no      yes    no     yes
people:add_hours               POST      -              login     no       no     no     no     no     no      no         no      yes    no     yes
people:edit_hours              GET,HEAD  schedule       login     no       no     no     no     no     no      no         no      yes    no     yes
people:edit_hours              POST      schedule       login     no       no     no     no     no     no      no         no      yes    no     yes
people:delete_hours            POST      schedule       login     no       no     no     no     no     no      no         no      yes    no     yes
people:site                    GET,HEAD  -              login     no       no     no     no     no     no      no         no      yes    no     yes
people:site                    POST      -              login     no       no     no     no     no     no      no         no      yes    no     yes
people:skills                  GET,HEAD  -              login     no       no     no     no     no     no      no         no      yes    no     yes
people:add_skill               GET,HEAD  -              login     no       no     no     no     no     no      no         no      yes    no     yes
people:add_skill               POST      -              login     no       no     no     no     no     no      no         no      yes    no     yes
people:skill                   GET,HEAD  skill          login     no       no     no     no     no     no      no         no      yes    no     yes
people:skill                   POST      skill          login     no       no     no     no     no     no      no         no      yes    no     yes
people:delete_skill            POST      skill          login     no       no     no     no     no     no      no         no      yes    no     yes
"""

# Of django-allauth. Whoever has to show the password again is sent to where that is done,
# which is a "yes"; `staff` and `superuser` have none that they could show. What there is
# to see of a second factor is hidden from who has none; single sign-on is not set up here.
SIGN_IN = """
name                           method                         object anonymous  stranger  own   other  supervisor  admin  staff  superuser

account_login                  any                            -    yes        yes       yes   yes    yes         yes    yes    yes
account_login                  PATCH,DELETE                   -    405        405       405   405    405         405    405    405
account_inactive               GET,HEAD,OPTIONS               -    yes        yes       yes   yes    yes         yes    yes    yes
account_inactive               POST,PUT,PATCH,DELETE          -    405        405       405   405    405         405    405    405
account_change_password        GET,HEAD,OPTIONS,POST,PUT      -    login      yes       yes   yes    yes         yes    yes    yes
account_change_password        PATCH,DELETE                   -    login      405       405   405    405         405    yes    yes
account_reauthenticate         GET,HEAD,OPTIONS,POST,PUT      -    login      yes       yes   yes    yes         yes    no     no
account_reauthenticate         PATCH,DELETE                   -    login      405       405   405    405         405    no     no
account_set_password           any                            -    login      yes       yes   yes    yes         yes    yes    yes
account_set_password           PATCH,DELETE                   -    login      yes       yes   yes    yes         yes    405    405
usersessions_list              GET,HEAD,OPTIONS,POST,PUT      -    login      yes       yes   yes    yes         yes    yes    yes
usersessions_list              PATCH,DELETE                   -    login      405       405   405    405         405    405    405
mfa_index                      GET,HEAD,OPTIONS               -    login      yes       yes   yes    yes         yes    yes    yes
mfa_index                      POST,PUT,PATCH,DELETE          -    login      405       405   405    405         405    405    405
mfa_authenticate               any                            -    yes        yes       yes   yes    yes         yes    yes    yes
mfa_reauthenticate             any                            -    login      yes       yes   yes    yes         yes    no     no
mfa_activate_totp              any                            -    login      yes       yes   yes    yes         yes    no     no
mfa_deactivate_totp            any                            -    login      hidden    hidden hidden hidden      hidden hidden hidden
mfa_view_recovery_codes        GET,HEAD                       -    login      hidden    hidden hidden hidden      hidden hidden hidden
mfa_view_recovery_codes        OPTIONS                        -    login      yes       yes   yes    yes         yes    yes    yes
mfa_view_recovery_codes        POST,PUT,PATCH,DELETE          -    login      405       405   405    405         405    405    405
mfa_generate_recovery_codes    any                            -    login      yes       yes   yes    yes         yes    no     no
mfa_download_recovery_codes    any                            -    login      hidden    hidden hidden hidden      hidden hidden hidden
mfa_list_webauthn              GET,HEAD,OPTIONS               -    login      yes       yes   yes    yes         yes    yes    yes
mfa_list_webauthn              POST,PUT,PATCH,DELETE          -    login      405       405   405    405         405    405    405
mfa_add_webauthn               any                            -    login      yes       yes   yes    yes         yes    no     no
mfa_reauthenticate_webauthn    any                            -    login      yes       yes   yes    yes         yes    no     no
mfa_remove_webauthn            any                            key  login      yes       yes   yes    yes         yes    no     no
mfa_edit_webauthn              any                            key  login      yes       yes   yes    yes         yes    no     no
openid_connect_login           any                            provider 405      405       405   405    405         405    405    405
openid_connect_login           POST                           provider hidden   hidden    hidden hidden hidden      hidden hidden hidden
openid_connect_callback        any                            provider 405      405       405   405    405         405    405    405
openid_connect_callback        GET,HEAD                       provider hidden   hidden    hidden hidden hidden      hidden hidden hidden
"""

SCREENS = """
name              method    object         anonymous stranger own    other  queue  team   outside supervisor auditor admin  staff  superuser
board             SOCKET    -              login     no       yes    yes    yes    yes    yes     yes        yes     yes    no     yes
desk              SOCKET    -              login     no       yes    yes    yes    yes    yes     yes        yes     yes    no     yes
agent             SOCKET    agent          login     no       no     no     yes    yes    no      yes        yes     yes    no     yes
agents            SOCKET    -              login     no       no     no     yes    yes    yes     yes        yes     yes    no     yes
repair            SOCKET    -              login     no       no     no     no     no     no      yes        yes     yes    no     yes
calls             SOCKET    -              login     no       yes    yes    yes    yes    yes     yes        yes     yes    no     yes
calls-found       SOCKET    -              login     no       yes    yes    yes    yes    yes     yes        yes     yes    no     yes
rooms             SOCKET    -              login     no       yes    yes    yes    yes    yes     yes        yes     yes    no     yes
rooms-found       SOCKET    -              login     no       yes    yes    yes    yes    yes     yes        yes     yes    no     yes
recordings        SOCKET    -              login     no       yes    yes    yes    yes    yes     yes        yes     yes    no     yes
recordings-found  SOCKET    -              login     no       yes    yes    yes    yes    yes     yes        yes     yes    no     yes
queues            SOCKET    -              login     no       no     no     yes    yes    yes     yes        yes     yes    no     yes
assign            SOCKET    entry          login     no       no     no     yes    no     no      yes        no      yes    no     yes
call              SOCKET    call           login     no       yes    no     yes    yes    no      yes        yes     yes    no     yes
room              SOCKET    room           login     no       yes    no     yes    yes    no      yes        yes     yes    no     yes
"""


class Row(NamedTuple):
    # The name of the address, or its route when it has no name; or a screen.
    name: str
    methods: tuple[str, ...]
    # What the address is about: an attribute of tests.contactcenter.stage.Stage.
    object: str
    expected: dict[str, str]


# Of whoever a table has no column it says what it says of a supervisor.
LIKE = "supervisor"


def rows_of(table: str) -> list[Row]:
    head, *lines = [line.split() for line in table.splitlines() if line.strip()]
    rows = []
    for name, methods, about, *cells in lines:
        said = dict(zip(head[3:], cells, strict=True))
        expected = {column: said.get(column, said[LIKE]) for column in COLUMNS}
        rows.append(Row(name, tuple(methods.split(",")), about, expected))
    return rows


def row_for(rows: Iterable[Row], name: str, method: str) -> Row:
    """Return the row that says most about this method of this address."""
    keys = [(name, method), (name, "any"), (EVERY_ADDRESS, "any")]
    found = {(row.name, each): row for row in rows for each in row.methods}
    return next(found[key] for key in keys if key in found)
