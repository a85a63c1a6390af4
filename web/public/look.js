// Runs before the first paint, so that the page never flashes in another theme. Keys: src/ui/preferences.ts.
(function () {
  var root = document.documentElement;
  var stored = {};
  try {
    stored = JSON.parse(localStorage.getItem('argonaut.look') || '{}') || {};
  } catch (_) {
    stored = {};
  }
  var light = window.matchMedia('(prefers-color-scheme: light)').matches;
  var theme = stored.theme === 'dark' || stored.theme === 'light' ? stored.theme : light ? 'light' : 'dark';
  root.dataset.theme = theme;
  root.dataset.palette = stored.palette || 'blue-orange';
  root.dataset.density = stored.density || 'default';
  try {
    // Tried without a language of its own: src/lib/pseudo.ts.
    if (localStorage.getItem('argonaut.pseudo') === 'rtl') root.dir = 'rtl';
  } catch (_) {
    // Storage is forbidden.
  }
  if (stored.redUp === true) root.dataset.redUp = 'true';
})();
