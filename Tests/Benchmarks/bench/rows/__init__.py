"""Everything that is measured, in the order of the table."""
from . import fanout, holding, loops, memory, proxying, publishing, websockets

ROWS = (
    *fanout.ROWS,
    *publishing.ROWS,
    *holding.ROWS,
    *memory.ROWS,
    *websockets.ROWS,
    *proxying.ROWS,
    *loops.ROWS,
)
