"""Charts that are plain markup: one bar cut into pieces, and a calculation line by line."""

from decimal import Decimal

from markupsafe import Markup

from widgets.markup import heading, join, tag
from widgets.texts.formats import money, percent
from widgets.texts.language import _
from widgets.view_models import Chart, Series

_HUNDRED = Decimal(100)


def segments(chart: Chart) -> Markup:
    """Return one bar with a piece per series, and its legend of name and amount. Negative pieces stand in the legend only."""
    sums = [(one, sum(one.values, Decimal(0))) for one in chart.series]
    whole = sum((amount for _one, amount in sums if amount > 0), Decimal(0))
    pieces = [
        tag("i", style=f"width:{_share(amount, whole)}%;--c:{color(one)}", title=f"{one.name}: {money(amount)}")
        for one, amount in sums
        if amount > 0
    ]
    spoken = ", ".join(f"{one.name} {money(amount)}" for one, amount in sums)
    bar = tag("div", *pieces, class_="ci-bar", role="img", aria_label=f"{chart.title or _('Aufteilung')}: {spoken}")
    legend = [
        tag(
            "div",
            tag("dt", tag("span", class_="ci-swatch", style=f"--c:{color(one)}"), one.name),
            tag("dd", money(amount), class_="is-zero" if amount == 0 else None),
        )
        for one, amount in sums
    ]
    return tag("div", bar, tag("dl", *legend, class_="ci-ageing__legend"), class_="ci-ageing")


def waterfall(chart: Chart) -> Markup:
    """Return the calculation: each cost starts where the rest ends, the last line is the result; per cent of the first."""
    values = chart.series[0].values if chart.series else ()
    first = values[0] if values else Decimal(0)
    rows: list[Markup] = []
    running = Decimal(0)
    for place, (label, value) in enumerate(zip(chart.labels, values, strict=True)):
        is_sum = place == len(values) - 1
        start, end = (Decimal(0), value) if is_sum or place == 0 else (running, running + value)
        running = end
        share = percent(value / first * _HUNDRED) if first else ""
        rows.append(
            tag(
                "tr",
                tag("th", label, scope="row"),
                tag("td", _meter(start, end, first, is_cost=not is_sum and place > 0), class_="m"),
                tag("td", money(value), class_="r ci-num"),
                tag("td", share, class_="p ci-num"),
                class_="is-sum" if is_sum else None,
            )
        )
    note = tag("span", chart.note, class_="ci-subtle ci-small") if chart.note else None
    caption = tag("caption", chart.title or _("Berechnung"), class_="ci-sr")
    head = tag(
        "tr",
        *(tag("th", word, scope="col") for word in (_("Zeile"), _("Anteil als Balken"), chart.unit, _("Anteil"))),
    )
    table = tag("table", caption, tag("thead", head, class_="ci-sr"), tag("tbody", *rows), class_="ci-calc")
    return join(heading(chart.title, note), table)


def _meter(start: Decimal, end: Decimal, whole: Decimal, *, is_cost: bool) -> Markup:
    low, high = sorted((max(start, Decimal(0)), max(end, Decimal(0))))
    # A result can exceed the revenue (a credit for goods): the bar then ends at the edge, the figure says the rest.
    left, right = _share(low, whole), _share(high, whole)
    classes = " ".join(word for word, on in (("is-cost", is_cost), ("is-none", left == right)) if on)
    return tag("div", tag("i", class_=classes or None, style=f"--from:{left}%;--w:{right - left}%"), class_="ci-meter")


def _share(part: Decimal, whole: Decimal) -> Decimal:
    if whole <= 0:
        return Decimal(0)
    return min(max(part / whole * _HUNDRED, Decimal(0)), _HUNDRED).quantize(Decimal("0.01"))


def color(series: Series) -> str:
    """Return the series' colour as the stylesheet's variable, so that it follows the theme."""
    return f"var(--ci-{series.color})" if series.color.startswith("age") else f"var(--ci-chart-{series.color})"
