using System.Globalization;
using Argonaut.Bench;
using Argonaut.Bench.Anchors;
using Argonaut.Bench.Product;

// The bare web server is timed from its process start: nothing of the harness is loaded before it.
if (args is ["anchor-kestrel", var port]) return await BareKestrel.RunAsync(Number(port));
if (args is ["load-gateway", var rate, var total, var instruments, var hasFaults])
    return await LoadGateway.RunAsync(Number(rate), Number(total), Number(instruments), hasFaults == "1");
return await BenchCommands.RunAsync(args);

static int Number(string text) => int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);
