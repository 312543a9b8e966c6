"""Who may do what: the reviewed table that every address is held against.

    yes     it is done, or refused for what was sent (a state, a form), not for who asks
    no      403
    hidden  404
    login   sent to the login page
    -       the question does not arise

`stranger` has an account without a role. `own` is an agent, asking about the call that
she is on, her queue, her offer; `other` is an agent in another queue, asking about the
same. A method that has no row is answered with 405 to everybody who is signed in.
"""

from typing import NamedTuple

COLUMNS = ("anonymous", "stranger", "own", "other", "supervisor", "admin")

PAGES = """
name                          method  object          anonymous  stranger  own  other  supervisor  admin

home                          GET     -               login      yes       yes  yes    yes         yes
board                         GET     -               login      no        yes  yes    yes         yes
desk                          GET     -               login      no        yes  yes    yes         yes
health                        GET     -               yes        yes       yes  yes    yes         yes
login                         GET     -               yes        yes       yes  yes    yes         yes
login                         POST    -               yes        yes       yes  yes    yes         yes
login                         PUT     -               yes        yes       yes  yes    yes         yes
logout                        POST    -               login      yes       yes  yes    yes         yes

calls:list                    GET     -               login      no        yes  yes    yes         yes
calls:detail                  GET     call            login      no        yes  no     yes         yes
calls:hangup                  POST    call            login      no        yes  no     yes         yes

agents:list                   GET     -               login      no        no   no     yes         yes
agents:state                  POST    agent           login      no        no   no     yes         yes
agents:own_state              POST    -               login      no        yes  yes    no          no
agents:finish_wrap_up         POST    -               login      no        yes  yes    no          no
agents:extend_wrap_up         POST    -               login      no        yes  yes    no          no

queues:list                   GET     -               login      no        no   no     yes         yes
queues:create                 GET     -               login      no        no   no     no          yes
queues:create                 POST    -               login      no        no   no     no          yes
queues:edit                   GET     queue           login      no        no   no     no          yes
queues:edit                   POST    queue           login      no        no   no     no          yes
queues:take_next              POST    -               login      no        yes  yes    no          no
queues:pick                   POST    entry           login      no        yes  no     no          no
queues:assign                 GET     entry           login      no        no   no     yes         yes
queues:assign                 POST    entry           login      no        no   no     yes         yes
queues:route                  POST    number          login      no        no   no     no          yes
queues:cancel_offer           POST    offer           login      no        yes  no     yes         yes

conferences:list              GET     -               login      no        yes  yes    yes         yes
conferences:room              GET     room            login      no        yes  no     yes         yes
conferences:add               POST    room            login      no        yes  no     yes         yes
conferences:leave             POST    room            login      no        yes  no     yes         yes
conferences:end               POST    room            login      no        yes  no     yes         yes
conferences:start             POST    call            login      no        yes  no     yes         yes
conferences:mute              POST    participant     login      no        yes  no     yes         yes
conferences:unmute            POST    participant     login      no        yes  no     yes         yes
conferences:hold              POST    participant     login      no        yes  no     yes         yes
conferences:unhold            POST    participant     login      no        yes  no     yes         yes
conferences:remove            POST    participant     login      no        yes  no     yes         yes
conferences:supervise         POST    call            login      no        no   no     yes         yes
conferences:leave-supervision POST    supervision     login      no        no   no     yes         no

recordings:list               GET     -               login      no        yes  yes    yes         yes
recordings:audio              GET     recording       login      no        yes  no     yes         yes
recordings:download           GET     recording       login      no        yes  no     yes         yes
recordings:fetch              POST    recording       login      no        no   no     yes         yes
recordings:start              POST    call            login      no        yes  no     yes         yes
recordings:pause              POST    open_recording  login      no        yes  no     yes         yes
recordings:resume             POST    open_recording  login      no        yes  no     yes         yes
recordings:stop               POST    open_recording  login      no        yes  no     yes         yes

callcontrol:dismiss_notice    POST    command         login      no        yes  hidden hidden      hidden
callcontrol:home              GET     -               login      no        no   no     no          yes
callcontrol:setup             GET     -               login      no        no   no     no          yes
callcontrol:create            GET     -               login      no        no   no     no          yes
callcontrol:create            POST    -               login      no        no   no     no          yes
callcontrol:edit              GET     application     login      no        no   no     no          yes
callcontrol:edit              POST    application     login      no        no   no     no          yes
callcontrol:restore           POST    application     login      no        no   no     no          yes
callcontrol:delete            POST    application     login      no        no   no     no          yes
callcontrol:send_test         POST    application     login      no        no   no     no          yes
callcontrol:last_webhook      GET     application     login      no        no   no     no          yes
callcontrol:take_over         POST    -               login      no        no   no     no          yes
callcontrol:numbers           GET     -               login      no        no   no     no          yes
callcontrol:fetch_numbers     POST    -               login      no        no   no     no          yes
callcontrol:point_number      POST    number          login      no        no   no     no          yes
callcontrol:events            GET     -               login      no        no   no     no          yes
callcontrol:event             GET     event           login      no        no   no     no          yes
callcontrol:replay            POST    event           login      no        no   no     no          yes
"""

SCREENS = """
name                          method  object          anonymous  stranger  own  other  supervisor  admin

board                         SOCKET  -               login      no        yes  yes    yes         yes
desk                          SOCKET  -               login      no        yes  yes    yes         yes
agents                        SOCKET  -               login      no        no   no     yes         yes
recordings                    SOCKET  -               login      no        yes  yes    yes         yes
call                          SOCKET  call            login      no        yes  no     yes         yes
room                          SOCKET  room            login      no        yes  no     yes         yes
"""


class Row(NamedTuple):
    name: str
    method: str
    # What the address is about: an attribute of tests.contactcenter.stage.Stage.
    object: str
    expected: dict[str, str]


def rows_of(table: str) -> list[Row]:
    lines = [line.split() for line in table.splitlines()[2:] if line.strip()]
    return [
        Row(name, method, about, dict(zip(COLUMNS, cells, strict=True)))
        for name, method, about, *cells in lines
    ]
