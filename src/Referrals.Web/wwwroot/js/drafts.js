// Keeps what is being written a moment after the last key, so that nothing is lost with a tab or a session. Without it the button does the same.
const form = document.querySelector('form[data-draft]')
if (form) {
  const told = document.querySelector('[data-draft-told]')
  const untouched = document.querySelector('[data-untouched]')
  let waiting = null
  let sent = null

  const save = async () => {
    waiting = null
    const body = new URLSearchParams(new FormData(form))
    if (body.toString() === sent) return
    try {
      const answer = await fetch(form.dataset.draft, { method: 'POST', body, headers: { Accept: 'application/json' } })
      if (!answer.ok) throw new Error()
      const said = await answer.json()
      sent = body.toString()
      if (told) told.textContent = said.told
      if (untouched && said.untouched) {
        for (const line of untouched.querySelectorAll('[data-heading]')) line.hidden = !said.untouched.includes(line.dataset.heading)
        untouched.hidden = said.untouched.length === 0
      }
    } catch {
      if (told) told.textContent = 'The draft could not be saved just now. What you wrote is still on this page.'
    }
  }

  const later = () => {
    clearTimeout(waiting)
    waiting = setTimeout(save, 1500)
  }
  form.addEventListener('input', later)
  form.addEventListener('submit', () => clearTimeout(waiting))
}
