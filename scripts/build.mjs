// Builds what the given verb needs and nothing that is already built. Called by ./argonaut.
import { buildProgram, buildWeb, installWebPackages } from './steps.mjs';

const verb = process.argv[2] ?? '';
const withoutDatabase = new Set(['gateway', 'version', 'stop', 'catalog', 'inspect', 'verify', 'openapi', '--help', '-h', '-?', '']);
const withDashboard = new Set(['demo', 'run', 'serve']);

if (!withoutDatabase.has(verb)) installWebPackages();
if (withDashboard.has(verb)) buildWeb();
buildProgram();
