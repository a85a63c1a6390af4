using System.Net;
using System.Net.Sockets;

namespace Argonaut.Bench.Processes;

/// <summary>A loopback port that nobody holds at this moment.</summary>
internal static class FreePort
{
    public static int Take()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
