// The only door to ECharts: what is imported here is all that the chart chunk holds.
import { BarChart, LineChart } from "echarts/charts";
import { AriaComponent, GridComponent, LegendComponent, TooltipComponent } from "echarts/components";
import { init, use, type EChartsCoreOption } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";

use([BarChart, LineChart, AriaComponent, GridComponent, LegendComponent, TooltipComponent, SVGRenderer]);

export type ChartOption = EChartsCoreOption;

export interface ChartHandle {
  draw(option: ChartOption): void;
  /** Called with the place of a bar in its series, and of the series. */
  onPick(pick: (at: number, series: number) => void): void;
  resize(): void;
  close(): void;
}

interface Point { name: string; axisValueLabel?: string; seriesName?: string; seriesIndex?: number; value: unknown; color?: unknown }
type Format = (value: unknown) => string;
interface Tipped { tooltip?: { valueFormatter?: Format }; series?: { tooltip?: { valueFormatter?: Format } }[] }

/** What hovers over a bar, as elements: the library's own is markup with styles in it, which our policy of contents refuses. */
function tipOf(found: Point | Point[], option: Tipped): HTMLElement {
  const points = Array.isArray(found) ? found : [found];
  const add = (to: HTMLElement, tag: string, text = "") => {
    const made = to.appendChild(document.createElement(tag));
    made.textContent = text;
    return made;
  };
  const box = document.createElement("div");
  box.className = "tip";
  add(box, "b", points[0]?.axisValueLabel ?? points[0]?.name);
  for (const point of points) {
    const format = option.series?.[point.seriesIndex ?? 0]?.tooltip?.valueFormatter ?? option.tooltip?.valueFormatter ?? String;
    const row = add(box, "p");
    add(row, "i").style.background = String(point.color);
    add(row, "span", point.seriesName);
    add(row, "b", format(point.value));
  }
  return box;
}

export function openChart(place: HTMLElement): ChartHandle {
  const chart = init(place, undefined, { renderer: "svg" });
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  return {
    draw: (option) => {
      const tooltip = { ...(option.tooltip as object), formatter: (found: unknown) => tipOf(found as Point | Point[], option as Tipped) };
      chart.setOption({ animation: !still, animationDuration: 350, ...option, tooltip }, true);
    },
    onPick: (pick) => chart.on("click", (event) => pick(event.dataIndex as number, event.seriesIndex ?? 0)),
    resize: () => chart.resize(),
    close: () => chart.dispose(),
  };
}
