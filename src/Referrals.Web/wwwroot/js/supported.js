// Before the first paint, so that what JavaScript hides is never seen. A file of its own because inline scripts are refused.
document.body.className += ' js-enabled' + ('noModule' in HTMLScriptElement.prototype ? ' govuk-frontend-supported' : '')
