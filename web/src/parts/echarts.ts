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

export function openChart(place: HTMLElement): ChartHandle {
  const chart = init(place, undefined, { renderer: "svg" });
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  return {
    draw: (option) => chart.setOption({ animation: !still, animationDuration: 350, ...option }, true),
    onPick: (pick) => chart.on("click", (event) => pick(event.dataIndex as number, event.seriesIndex ?? 0)),
    resize: () => chart.resize(),
    close: () => chart.dispose(),
  };
}
