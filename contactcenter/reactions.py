"""What becomes true, and who reacts to it. The third of the tables to read first."""

from agents.actions import go_offline
from agents.domain import AgentFree, Leaving, LeftForGood
from callcontrol.reactions import Reaction
from calls.domain import CustomerLeft
from conferences import handlers as conferences
from people.handlers import left_for_good
from queues import handlers as queues
from queues.actions.giving import agent_free, caller_waits
from queues.domain import CallerWaits
from recordings.handlers import customer_left

REACTIONS: dict[type, tuple[Reaction, ...]] = {
    # A recording is that of the customer's leg, and ends with it.
    CustomerLeft: (customer_left,),
    # Whoever becomes free is matched at once, in the same transaction.
    CallerWaits: (caller_waits,),
    AgentFree: (agent_free,),
    # Their phone stops, and whom they listen to is among themselves again. They are set
    # Offline last: calls are locked before agents.
    Leaving: (queues.person_leaving, conferences.person_leaving, go_offline),
    LeftForGood: (left_for_good,),
}
