"""Charts as SVG drawn on the server: no script, no download, readable by screen readers and printers.

`figures` says what is shown, `scales` turns numbers and days into positions and tick labels, `drawing` turns a
figure into shapes for one width. Templates: `templates/components/chart.html`, tag `{% chart figure %}`.
"""

from synthai.core.charts.builders import demand_curve, time_series
from synthai.core.charts.drawing import Drawing, draw, sparkline_path
from synthai.core.charts.figures import Figure, Mark, Panel, Series

__all__ = [
    "Drawing",
    "Figure",
    "Mark",
    "Panel",
    "Series",
    "demand_curve",
    "draw",
    "sparkline_path",
    "time_series",
]
