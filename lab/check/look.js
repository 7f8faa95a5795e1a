/* global document, getComputedStyle, window */
/** What there is to see of the report, as text of a browser: see browser.ts. */
(() => {
  const plots = [...document.querySelectorAll('svg')].filter((svg) => svg.checkVisibility());
  const texts = plots.flatMap((svg) => [...svg.querySelectorAll('text')].filter((text) => text.textContent));

  const scaleOf = (text) => {
    const svg = text.closest('svg');
    return svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
  };

  // As WCAG has it.
  const luminanceOf = (colour) => {
    const [red, green, blue] = colour.match(/\d+/g).map((part) => {
      const value = Number(part) / 255;
      return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const { color, backgroundColor } = getComputedStyle(document.body);
  const [lighter, darker] = [luminanceOf(color), luminanceOf(backgroundColor)].sort((a, b) => b - a);

  return {
    plots: plots.length,
    empty: plots.filter((svg) => !svg.querySelector('rect, path[d], circle')).length,
    overflow: document.documentElement.scrollWidth - window.innerWidth,
    smallestText: Math.min(...texts.map((text) => parseFloat(getComputedStyle(text).fontSize) * scaleOf(text))),
    contrast: (lighter + 0.05) / (darker + 0.05),
  };
})();
