import { initAll } from '/vendor/govuk-frontend.min.js'
import { initAll as initAllMoj } from '/vendor/moj-frontend.min.js'

initAll()
initAllMoj()

// govuk-frontend marks radios that reveal a question with aria-expanded, which ARIA 1.2 does not allow on a radio button.
// The revealed question comes next in reading order without it.
function dropExpanded () {
  for (const radio of document.querySelectorAll('input[type=radio][aria-expanded]')) radio.removeAttribute('aria-expanded')
}
dropExpanded()
document.addEventListener('click', dropExpanded)
window.addEventListener('pageshow', dropExpanded)

// A table that has to scroll sideways becomes a region that the keyboard reaches; one that fits costs no stop.
const fitting = new ResizeObserver(entries => {
  for (const { target } of entries) {
    if (target.scrollWidth <= target.clientWidth || target.hasAttribute('tabindex')) continue
    target.tabIndex = 0
    target.setAttribute('role', 'region')
    target.setAttribute('aria-label', target.dataset.label)
  }
})
for (const table of document.querySelectorAll('.app-table-scroll')) fitting.observe(table)
