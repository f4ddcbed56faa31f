// Copies the stylesheets and scripts of the design systems into wwwroot/vendor.
// Left out: the GDS Transport font, the crown, the crest and the icons of GOV.UK. They belong to gov.uk domains.
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'

const [modules, vendor] = process.argv.slice(2)
const images = '@ministryofjustice/frontend/moj/assets/images'

const files = {
  'govuk-frontend.min.css': 'govuk-frontend/dist/govuk/govuk-frontend.min.css',
  'govuk-frontend.min.js': 'govuk-frontend/dist/govuk/govuk-frontend.min.js',
  'moj-frontend.min.css': '@ministryofjustice/frontend/moj/moj-frontend.min.css',
  'moj-frontend.min.js': '@ministryofjustice/frontend/moj/moj-frontend.min.js',
  'accessible-autocomplete.min.css': 'accessible-autocomplete/dist/accessible-autocomplete.min.css',
  'accessible-autocomplete.min.js': 'accessible-autocomplete/dist/accessible-autocomplete.min.js'
}

/** The stylesheet with a system font and with addresses below /vendor; rules that need what we may not use are dropped. */
function ours (css) {
  return css
    .replaceAll(/@font-face\{[^}]*\}/g, '')
    .replaceAll('GDS Transport,', '')
    .replaceAll(/[^{}]*\{[^{}]*govuk-crest\.svg[^{}]*\}/g, '')
    .replaceAll(/url\(\/assets\/images\//g, 'url(/vendor/images/')
    .replaceAll(/\/\*# sourceMappingURL=.*?\*\//g, '')
}

await rm(vendor, { recursive: true, force: true })
await mkdir(join(vendor, 'images'), { recursive: true })

const wanted = new Set()
for (const [name, source] of Object.entries(files)) {
  const text = await readFile(join(modules, source), 'utf8')
  const isStyle = name.endsWith('.css')
  const kept = isStyle ? ours(text) : text.replace(/\/\/# sourceMappingURL=.*\s*$/, '')
  for (const [, url] of isStyle ? kept.matchAll(/url\(([^)]*)\)/g) : []) {
    if (!url.includes('data:')) wanted.add(basename(url))
  }
  if (isStyle && /GDS Transport|url\([^)]*(crest|crown|logotype)/.test(kept)) {
    throw new Error(`${name} still names a font or an image that we may not use: mend Assets/copy.mjs`)
  }
  await writeFile(join(vendor, name), kept)
}
for (const image of wanted) await cp(join(modules, images, image), join(vendor, 'images', image))
