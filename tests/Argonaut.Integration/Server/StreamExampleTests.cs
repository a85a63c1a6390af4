using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Argonaut.Domain;
using Argonaut.Domain.Bars;
using Argonaut.Integration.Durability;
using Argonaut.Integration.Server.Fakes;
using Argonaut.Tests.Shared;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Argonaut.Integration.Server;

/// <summary>The example clients as programs of their own, against the real server on a line that is cut.</summary>
public sealed class StreamExampleTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("python")]
    [InlineData("csharp")]
    public async Task What_an_example_prints_is_what_the_server_sent_over_a_cut_line(string language)
    {
        IPEndPoint? target = null;
        await using var proxy = new FaultProxy(() => target!, 1);
        await using var server = await RunningServer.StartAsync(o => o with { AllowedHosts = [$"127.0.0.1:{proxy.Port}"] });
        target = new IPEndPoint(IPAddress.Loopback, server.Address.Port);
        using var example = Example.Start(language, proxy.Port);
        List<string> trades = [], bars = [], quotes = [];
        // Waits for each kind to flow, so that what follows comes as deltas.
        Tell(1);
        await example.UntilAsync($"quotes AAPL.NASDAQ {Quote(quotes[^1])}");
        await example.UntilAsync(trades[^1]);
        await example.UntilAsync(bars[^1]);
        for (var i = 2; i <= 20; i++) Tell(i);
        await example.UntilAsync(trades[^1]);
        proxy.Cut();
        for (var i = 21; i <= 120; i++) Tell(i);
        await example.UntilAsync(trades[^1]);
        await example.UntilAsync(bars[^1]);
        for (var i = 121; i <= 140; i++) Tell(i);
        await example.UntilAsync(trades[^1]);
        await example.UntilAsync(bars[^1]);
        await example.UntilAsync($"quotes AAPL.NASDAQ {Quote(quotes[^1])}");

        var lines = example.Lines;
        foreach (var instrument in new[] { "AAPL.NASDAQ", "EUR/USD.IDEALPRO" })
            Assert.Equal(trades.Where(t => t.Contains(instrument, StringComparison.Ordinal)), lines.Where(l => l.StartsWith($"trades {instrument}", StringComparison.Ordinal)));
        Assert.Equal(bars, lines.Where(l => l.StartsWith("bars ", StringComparison.Ordinal)));
        var shown = lines.Where(l => l.StartsWith("quotes ", StringComparison.Ordinal)).Select(l => quotes.IndexOf(l.Split(' ')[^1])).ToList();
        Assert.Equal(shown.Distinct().Order(), shown);
        Assert.DoesNotContain(-1, shown);
        Assert.Contains(example.Remarks, r => r.Contains("again in", StringComparison.Ordinal));
        Assert.DoesNotContain(example.Remarks, r => r.Contains("hole", StringComparison.Ordinal) || r.Contains("missing", StringComparison.Ordinal));

        void Tell(int i)
        {
            var at = Samples.Start + i * 1_000;
            server.Market.Publish(Samples.Quote(i, at));
            quotes.Add(at.ToString());
            var isEuro = i % 3 == 0;
            server.Market.Publish(Samples.Trade(i, at, isEuro ? Samples.Euro : Samples.Apple, 10_000 + i));
            var price = isEuro ? Samples.Euro.FormatPrice((10_000 + i) * Samples.One / 100) : Samples.Apple.FormatPrice((10_000 + i) * Samples.One / 100);
            trades.Add($"trades {(isEuro ? "EUR/USD.IDEALPRO" : "AAPL.NASDAQ")} 7-{i} {price} 100 {at}");
            if (i % 10 != 1) return;
            var open = Samples.Start + i * UnixNanos.PerMinute;
            server.Market.Close(Samples.Bar(open, Timeframe.Minute1));
            bars.Add($"bars AAPL.NASDAQ 1m {open} 150.90 151.12 150.88 151.10 8120 closed");
        }

        static string Quote(string at) => $"150.24 150.26 300 200 {at}";
    }

    [Theory]
    [InlineData("python")]
    [InlineData("csharp")]
    public async Task An_example_that_sees_a_hole_asks_for_what_it_missed(string language)
    {
        var resumed = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await ScriptedAsync(resumed);
        using var example = Example.Start(language, new Uri(server.Urls.First()).Port);

        using var resume = JsonDocument.Parse(await resumed.Task.WaitAsync(TimeSpan.FromSeconds(60), Ct));
        Assert.Equal("first", resume.RootElement.GetProperty("session").GetString());
        Assert.Equal(2, resume.RootElement.GetProperty("subs").GetProperty("s2").GetInt64());
    }

    /// <summary>Answers subscriptions, leaves out the third message of the second one, and hears what the client says when it is back.</summary>
    private static async Task<WebApplication> ScriptedAsync(TaskCompletionSource<string> resumed)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.UseWebSockets();
        var connections = 0;
        app.Run(async context =>
        {
            using var socket = await context.WebSockets.AcceptWebSocketAsync("argonaut.v1.json");
            var isFirst = Interlocked.Increment(ref connections) == 1;
            await SendAsync(socket, $$"""{"type":"welcome","session":"{{(isFirst ? "first" : "second")}}"}""");
            var buffer = new byte[4_096];
            for (var sub = 1; ; sub++)
            {
                ValueWebSocketReceiveResult part;
                try
                {
                    part = await socket.ReceiveAsync(buffer.AsMemory(), context.RequestAborted);
                }
                catch (Exception e) when (e is WebSocketException or OperationCanceledException)
                {
                    return;
                }

                if (part.MessageType == WebSocketMessageType.Close) return;
                var text = Encoding.UTF8.GetString(buffer, 0, part.Count);
                if (!isFirst)
                {
                    resumed.TrySetResult(text);
                    continue;
                }

                using var request = JsonDocument.Parse(text);
                await SendAsync(socket, $$"""[{"type":"subscribed","id":{{request.RootElement.GetProperty("id")}},"sub":"s{{sub}}"},{"type":"snapshot","sub":"s{{sub}}","seq":1,"data":[]}]""");
                if (sub != 2) continue;
                await SendAsync(socket, """{"type":"delta","sub":"s2","seq":2,"prev":1,"data":[]}""");
                await SendAsync(socket, """{"type":"delta","sub":"s2","seq":4,"prev":3,"data":[]}""");
            }
        });
        await app.StartAsync(Ct);
        return app;

        static Task SendAsync(WebSocket socket, string text) => socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, CancellationToken.None);
    }

    /// <summary>An example as a process.</summary>
    private sealed class Example : IDisposable
    {
        private readonly Process _process;
        private readonly ConcurrentQueue<string> _lines = new();
        private readonly ConcurrentQueue<string> _remarks = new();
        private readonly SemaphoreSlim _printed = new(0);

        private Example(ProcessStartInfo start)
        {
            start.RedirectStandardOutput = start.RedirectStandardError = true;
            _process = Process.Start(start)!;
            _process.OutputDataReceived += (_, e) => Note(_lines, e.Data);
            _process.ErrorDataReceived += (_, e) => Note(_remarks, e.Data);
            _process.BeginOutputReadLine();
            _process.BeginErrorReadLine();
        }

        public IReadOnlyCollection<string> Lines => _lines;

        public IReadOnlyCollection<string> Remarks => _remarks;

        public static Example Start(string language, int port)
        {
            string[] arguments = ["--url", $"ws://127.0.0.1:{port}/api/v1/stream", "AAPL.NASDAQ", "EUR/USD.IDEALPRO"];
            if (language == "csharp")
            {
                var configuration = Path.GetFileName(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
                var program = Path.Combine(SharedData.Root, "artifacts", "bin", "StreamExample", configuration, "StreamExample.dll");
                return new Example(new ProcessStartInfo("dotnet", [program, .. arguments]));
            }

            try
            {
                return new Example(new ProcessStartInfo("python3", [Path.Combine(SharedData.Root, "examples", "stream", "stream.py"), .. arguments]));
            }
            catch (System.ComponentModel.Win32Exception)
            {
                Assert.Skip("needs python3 on the PATH");
                throw;
            }
        }

        public async Task UntilAsync(string line)
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(Ct);
            patience.CancelAfter(TimeSpan.FromSeconds(30));
            try
            {
                while (!_lines.Contains(line)) await _printed.WaitAsync(patience.Token);
            }
            catch (OperationCanceledException) when (!Ct.IsCancellationRequested)
            {
                Assert.Fail($"Not printed within 30 s: {line}\n{string.Join('\n', _remarks)}\n{string.Join('\n', _lines)}");
            }
        }

        public void Dispose()
        {
            _process.Kill(entireProcessTree: true);
            _process.Dispose();
            _printed.Dispose();
        }

        private void Note(ConcurrentQueue<string> queue, string? line)
        {
            if (line is null) return;
            queue.Enqueue(line);
            _printed.Release();
        }
    }
}
