// Copies a text to the clipboard. Where that cannot be, the button stays away and the text can be marked by hand.
for (const button of document.querySelectorAll('[data-copy]')) {
  if (!navigator.clipboard) continue
  button.hidden = false
  button.addEventListener('click', async () => {
    const told = document.querySelector('[data-copied]')
    try {
      await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent)
      if (told) told.textContent = 'Copied'
    } catch {
      if (told) told.textContent = 'It could not be copied. Mark the text and copy it yourself.'
    }
  })
}
