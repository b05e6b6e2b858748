// Nobody at the desk: after the server's own number of minutes the page locks.
const SIGNS = ["pointerdown", "keydown", "wheel", "touchstart"] as const;
const LOOK_MS = 5000;

export function watchIdle(minutes: () => number, lock: () => void) {
  let last = Date.now();
  let timer = 0;
  const touch = () => (last = Date.now());
  return {
    start(): void {
      for (const sign of SIGNS) addEventListener(sign, touch, { passive: true });
      timer = window.setInterval(() => {
        if (Date.now() - last >= minutes() * 60_000) lock();
      }, LOOK_MS);
    },
    stop(): void {
      for (const sign of SIGNS) removeEventListener(sign, touch);
      clearInterval(timer);
    },
  };
}
