import { currentSettings, keepDocument, type SettingsDocument } from './settings';

/** What a file of settings begins with; another number is another format. */
const format = 'argonaut-settings-1';

/** Everything a person arranged, as one file. Tokens and sessions are no settings: none is in it. */
export function settingsFile(): string {
  return `${JSON.stringify({ format, settings: currentSettings() }, null, 2)}\n`;
}

/** Null for text that is no such file. */
export function readSettingsFile(text: string): SettingsDocument | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof value !== 'object' || value === null || !('format' in value) || value.format !== format) return null;
  const settings = 'settings' in value ? value.settings : null;
  return typeof settings === 'object' && settings !== null && !Array.isArray(settings) ? { ...settings } : null;
}

/** Takes over each part of the file, here and wherever settings are kept; parts that it does not have stay. */
export function takeSettings(settings: SettingsDocument): void {
  for (const [key, part] of Object.entries(settings)) keepDocument(key, part, 'outside');
}
