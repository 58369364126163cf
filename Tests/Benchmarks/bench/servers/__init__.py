"""The contestants: how each is started, and how the load generator talks to it."""
from .floor import Floor, LingeringFloor, WebSocketFloor
from .haproxy import HAProxy
from .holdfast import Holdfast, HoldfastOneLoop, HoldfastTwoLoops, HoldfastUnparked, HoldfastWithStalled
from .nginx import Nchan, Nginx
from .pushpin import Pushpin

CONTESTANTS = {
    contestant.name: contestant
    for contestant in (
        Floor,
        LingeringFloor,
        WebSocketFloor,
        Holdfast,
        HoldfastOneLoop,
        HoldfastTwoLoops,
        HoldfastUnparked,
        HoldfastWithStalled,
        Nchan,
        Nginx,
        HAProxy,
        Pushpin,
    )
}
