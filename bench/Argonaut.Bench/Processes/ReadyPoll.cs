using System.Net;
using System.Net.Sockets;

namespace Argonaut.Bench.Processes;

/// <summary>Waits until a server that is starting answers 200.</summary>
internal static class ReadyPoll
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(2);

    /// <exception cref="TimeoutException">It did not within <paramref name="patience"/>, or its process ended.</exception>
    public static async Task WaitAsync(Uri address, ChildProcess server, TimeSpan patience, TimeProvider time, CancellationToken ct)
    {
        using var http = new HttpClient();
        var start = time.GetTimestamp();
        while (true)
        {
            try
            {
                using var answer = await http.GetAsync(address, ct);
                if (answer.StatusCode == HttpStatusCode.OK) return;
            }
            catch (Exception e) when (e is HttpRequestException or SocketException)
            {
                // It does not listen yet, or began to while it was asked.
            }

            if (server.HasExited || time.GetElapsedTime(start) > patience)
                throw new TimeoutException($"Expected 200 from {address} within {patience.TotalSeconds:0} s. The server said:\n{server.Tail()}");
            await Task.Delay(Interval, time, ct);
        }
    }
}
