using System.Globalization;
using Argonaut.Bench;
using Argonaut.Bench.Anchors;

// The bare web server is timed from its process start: nothing of the harness is loaded before it.
if (args is ["anchor-kestrel", var port]) return await BareKestrel.RunAsync(int.Parse(port, CultureInfo.InvariantCulture));
return await BenchCommands.RunAsync(args);
