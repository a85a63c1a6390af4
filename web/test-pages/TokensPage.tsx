import type { ReactNode } from 'react';
import { setLook, useLook } from '../src/ui/preferences';
import { contrast, leastContrast, pairs } from './contrast';

const themes = ['dark', 'light'] as const;
const palettes = ['blue-orange', 'green-red', 'mono'] as const;

/** Every custom property of the sheets that are loaded, in their order, but for what the build adds. */
function tokenNames(): readonly string[] {
  const rules = [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules]);
  const names = rules.flatMap((rule) => (rule instanceof CSSStyleRule && rule.selectorText.includes(':root') ? [...rule.style] : []));
  return [...new Set(names.filter((name) => name.startsWith('--') && !name.startsWith('--lightningcss')))];
}

/** All tokens with their values as the chosen look has them, and the contrast of every pair that the product uses. */
export function TokensPage(): ReactNode {
  const { theme, palette, redUp } = useLook();
  const root = getComputedStyle(document.documentElement);
  const valueOf = (name: string): string => root.getPropertyValue(name).trim();
  return (
    <main className="tokens-page">
      <h1>Tokens</h1>
      <p>
        <label>Theme <select data-testid="tokens-theme" value={theme} onChange={(event) => setLook({ theme: themes.find((one) => one === event.target.value) ?? 'system' })}>
          {['system', ...themes].map((one) => <option key={one}>{one}</option>)}
        </select></label>{' '}
        <label>Palette <select data-testid="tokens-palette" value={palette} onChange={(event) => setLook({ palette: palettes.find((one) => one === event.target.value) ?? 'blue-orange' })}>
          {palettes.map((one) => <option key={one}>{one}</option>)}
        </select></label>{' '}
        <label><input type="checkbox" data-testid="tokens-red-up" checked={redUp} onChange={(event) => setLook({ redUp: event.target.checked })} /> Rising is red</label>
      </p>
      <table className="table" data-testid="tokens-look" data-value={`${theme} ${palette} ${redUp}`}>
        <caption>Contrast</caption>
        <thead><tr><th scope="col">Ink</th><th scope="col">Ground</th><th scope="col">Is</th><th scope="col" className="right">At least</th><th scope="col" className="right">Contrast</th><th scope="col">Seen</th></tr></thead>
        <tbody>
          {pairs.map(({ kind, ink, ground }) => {
            const ratio = contrast(valueOf(ink), valueOf(ground));
            const isReached = ratio >= leastContrast[kind];
            return (
              <tr key={`${kind} ${ink} ${ground}`} data-testid="token-pair" data-kind={kind} data-pair={`${ink} ${ground}`} data-value={ratio}>
                <th scope="row"><code>{ink}</code></th>
                <td><code>{ground}</code></td>
                <td>{kind}</td>
                <td className="num right">{leastContrast[kind]}</td>
                <td className="num right">{ratio.toFixed(1)} {isReached ? '' : 'too weak'}</td>
                <td style={{ background: valueOf(ground), color: valueOf(ink) }} aria-hidden="true">Aa 123</td>
              </tr>
            );
          })}
        </tbody>
      </table>
      <h2>All</h2>
      <ul className="tokens-list">
        {tokenNames().map((name) => {
          const value = valueOf(name);
          return (
            <li key={name} data-testid="token" data-name={name} data-value={value}>
              {/^(#|rgb)/.test(value) && <span className="swatch" style={{ background: value }} aria-hidden="true" />}
              <code>{name}</code> <span className="muted">{value}</span>
            </li>
          );
        })}
      </ul>
    </main>
  );
}
