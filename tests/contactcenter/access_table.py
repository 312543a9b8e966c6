"""Who may do what: the reviewed table that every address is held against.

    yes     it is done, or refused for what was sent (a state, a form), not for who asks
    no      403
    hidden  404
    405     the address knows no such method
    login   sent to the login page

`stranger` has an account without a role. `own` is an agent, asking about the call that
she is on, her queue, her offer; `other` is an agent in another queue, asking about the
same. `staff` may enter Django's admin pages and has no role and no permission there;
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
    "supervisor",
    "admin",
    "staff",
    "superuser",
)
METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE")
EVERY_ADDRESS = "every-address"

PAGES = """
name                           method    object         anonymous  stranger  own   other  supervisor  admin  staff  superuser

every-address                  any       -              login      405       405   405    405         405    405    405

home                           GET,HEAD  -              login      yes       yes   yes    yes         yes    yes    yes
board                          GET,HEAD  -              login      no        yes   yes    yes         yes    no     yes
desk                           GET,HEAD  -              login      no        yes   yes    yes         yes    no     yes
health                         GET,HEAD  -              yes        yes       yes   yes    yes         yes    yes    yes
health                         any       -              405        405       405   405    405         405    405    405
login                          any       -              yes        yes       yes   yes    yes         yes    yes    yes
login                          PATCH     -              405        405       405   405    405         405    405    405
login                          DELETE    -              405        405       405   405    405         405    405    405
logout                         POST      -              login      yes       yes   yes    yes         yes    yes    yes

calls:list                     GET,HEAD  -              login      no        yes   yes    yes         yes    no     yes
calls:detail                   GET,HEAD  call           login      no        yes   no     yes         yes    no     yes
calls:hangup                   POST      call           login      no        yes   no     yes         yes    no     yes

agents:list                    GET,HEAD  -              login      no        no    no     yes         yes    no     yes
agents:state                   POST      agent          login      no        no    no     yes         yes    no     yes
agents:own_state               POST      -              login      no        yes   yes    no          no     no     no
agents:finish_wrap_up          POST      -              login      no        yes   yes    no          no     no     no
agents:extend_wrap_up          POST      -              login      no        yes   yes    no          no     no     no

queues:list                    GET,HEAD  -              login      no        no    no     yes         yes    no     yes
queues:create                  GET,HEAD  -              login      no        no    no     no          yes    no     yes
queues:create                  POST      -              login      no        no    no     no          yes    no     yes
queues:edit                    GET,HEAD  queue          login      no        no    no     no          yes    no     yes
queues:edit                    POST      queue          login      no        no    no     no          yes    no     yes
queues:take_next               POST      -              login      no        yes   yes    no          no     no     no
queues:pick                    POST      entry          login      no        yes   no     no          no     no     no
queues:assign                  GET,HEAD  entry          login      no        no    no     yes         yes    no     yes
queues:assign                  POST      entry          login      no        no    no     yes         yes    no     yes
queues:route                   POST      number         login      no        no    no     no          yes    no     yes
queues:cancel_offer            POST      offer          login      no        yes   no     yes         yes    no     yes

conferences:list               GET,HEAD  -              login      no        yes   yes    yes         yes    no     yes
conferences:room               GET,HEAD  room           login      no        yes   no     yes         yes    no     yes
conferences:add                POST      room           login      no        yes   no     yes         yes    no     yes
conferences:leave              POST      room           login      no        yes   no     yes         yes    no     yes
conferences:end                POST      room           login      no        yes   no     yes         yes    no     yes
conferences:start              POST      call           login      no        yes   no     yes         yes    no     yes
conferences:mute               POST      participant    login      no        yes   no     yes         yes    no     yes
conferences:unmute             POST      participant    login      no        yes   no     yes         yes    no     yes
conferences:hold               POST      participant    login      no        yes   no     yes         yes    no     yes
conferences:unhold             POST      participant    login      no        yes   no     yes         yes    no     yes
conferences:remove             POST      participant    login      no        yes   no     yes         yes    no     yes
conferences:supervise          POST      call           login      no        no    no     yes         yes    no     yes
conferences:leave-supervision  POST      supervision    login      no        no    no     yes         no     no     no

recordings:list                GET,HEAD  -              login      no        yes   yes    yes         yes    no     yes
recordings:audio               GET,HEAD  recording      login      no        yes   no     yes         yes    no     yes
recordings:download            GET,HEAD  recording      login      no        yes   no     yes         yes    no     yes
recordings:fetch               POST      recording      login      no        no    no     yes         yes    no     yes
recordings:start               POST      call           login      no        yes   no     yes         yes    no     yes
recordings:pause               POST      open_recording login      no        yes   no     yes         yes    no     yes
recordings:resume              POST      open_recording login      no        yes   no     yes         yes    no     yes
recordings:stop                POST      open_recording login      no        yes   no     yes         yes    no     yes

callcontrol:dismiss_notice     POST      command        login      no        yes   hidden hidden      hidden no     hidden
callcontrol:home               GET,HEAD  -              login      no        no    no     no          yes    no     yes
callcontrol:setup              GET,HEAD  -              login      no        no    no     no          yes    no     yes
callcontrol:create             GET,HEAD  -              login      no        no    no     no          yes    no     yes
callcontrol:create             POST      -              login      no        no    no     no          yes    no     yes
callcontrol:edit               GET,HEAD  application    login      no        no    no     no          yes    no     yes
callcontrol:edit               POST      application    login      no        no    no     no          yes    no     yes
callcontrol:restore            POST      application    login      no        no    no     no          yes    no     yes
callcontrol:delete             POST      application    login      no        no    no     no          yes    no     yes
callcontrol:send_test          POST      application    login      no        no    no     no          yes    no     yes
callcontrol:last_webhook       GET,HEAD  application    login      no        no    no     no          yes    no     yes
callcontrol:take_over          POST      -              login      no        no    no     no          yes    no     yes
callcontrol:numbers            GET,HEAD  -              login      no        no    no     no          yes    no     yes
callcontrol:fetch_numbers      POST      -              login      no        no    no     no          yes    no     yes
callcontrol:point_number       POST      number         login      no        no    no     no          yes    no     yes
callcontrol:events             GET,HEAD  -              login      no        no    no     no          yes    no     yes
callcontrol:event              GET,HEAD  event          login      no        no    no     no          yes    no     yes
callcontrol:replay             POST      event          login      no        no    no     no          yes    no     yes
"""

SCREENS = """
name                           method    object         anonymous  stranger  own   other  supervisor  admin  staff  superuser
board                          SOCKET    -              login      no        yes   yes    yes         yes    no     yes
desk                           SOCKET    -              login      no        yes   yes    yes         yes    no     yes
agents                         SOCKET    -              login      no        no    no     yes         yes    no     yes
calls                          SOCKET    -              login      no        yes   yes    yes         yes    no     yes
calls-found                    SOCKET    -              login      no        yes   yes    yes         yes    no     yes
rooms                          SOCKET    -              login      no        yes   yes    yes         yes    no     yes
rooms-found                    SOCKET    -              login      no        yes   yes    yes         yes    no     yes
recordings                     SOCKET    -              login      no        yes   yes    yes         yes    no     yes
recordings-found               SOCKET    -              login      no        yes   yes    yes         yes    no     yes
queues                         SOCKET    -              login      no        no    no     yes         yes    no     yes
assign                         SOCKET    entry          login      no        no    no     yes         yes    no     yes
queues                         SOCKET    -              login      no        no    no     yes         yes    no     yes
assign                         SOCKET    entry          login      no        no    no     yes         yes    no     yes
calls                          SOCKET    -              login      no        yes   yes    yes         yes    no     yes
calls-found                    SOCKET    -              login      no        yes   yes    yes         yes    no     yes
rooms                          SOCKET    -              login      no        yes   yes    yes         yes    no     yes
rooms-found                    SOCKET    -              login      no        yes   yes    yes         yes    no     yes
recordings-found               SOCKET    -              login      no        yes   yes    yes         yes    no     yes
call                           SOCKET    call           login      no        yes   no     yes         yes    no     yes
room                           SOCKET    room           login      no        yes   no     yes         yes    no     yes
"""


class Row(NamedTuple):
    # The name of the address, or its route when it has no name; or a screen.
    name: str
    methods: tuple[str, ...]
    # What the address is about: an attribute of tests.contactcenter.stage.Stage.
    object: str
    expected: dict[str, str]


def rows_of(table: str) -> list[Row]:
    lines = [line.split() for line in table.splitlines()[2:] if line.strip()]
    return [
        Row(
            name,
            tuple(methods.split(",")),
            about,
            dict(zip(COLUMNS, cells, strict=True)),
        )
        for name, methods, about, *cells in lines
    ]


def row_for(rows: Iterable[Row], name: str, method: str) -> Row:
    """Return the row that says most about this method of this address."""
    keys = [(name, method), (name, "any"), (EVERY_ADDRESS, "any")]
    found = {(row.name, each): row for row in rows for each in row.methods}
    return next(found[key] for key in keys if key in found)
