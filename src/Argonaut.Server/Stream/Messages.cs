using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Argonaut.Domain;
using Argonaut.Server.Contracts;
using Argonaut.Server.Http;

namespace Argonaut.Server.Stream;

/// <summary>The server's own messages of api.md section 13, each a whole JSON object.</summary>
internal static class Messages
{
    /// <summary>Why a subscription begins again with a snapshot: of its channel only the latest counts.</summary>
    public const string LatestWins = "latest_wins";

    /// <summary>Why a subscription begins again with a snapshot: more was missed than is kept.</summary>
    public const string WindowExpired = "window_expired";

    public static byte[] Welcome(string session, UnixNanos now) => Write(json =>
    {
        json.WriteString("type"u8, "welcome"u8);
        json.WriteNumber("protocol"u8, 1);
        json.WriteString("session"u8, session);
        json.WriteString("server_time"u8, now.ToString());
        json.WriteNumber("heartbeat_ms"u8, (long)StreamLimits.Heartbeat.TotalMilliseconds);
        json.WriteNumber("resume_window_ms"u8, (long)StreamLimits.ResumeWindow.TotalMilliseconds);
        json.WriteStartObject("limits"u8);
        json.WriteNumber("subscriptions"u8, StreamLimits.Subscriptions);
        json.WriteNumber("inbound_per_s"u8, StreamLimits.InboundPerSecond);
        json.WriteNumber("frame_bytes"u8, StreamLimits.FrameBytes);
        json.WriteNumber("queue_messages"u8, StreamLimits.QueueMessages);
        json.WriteNumber("queue_bytes"u8, StreamLimits.QueueBytes);
        json.WriteEndObject();
    });

    public static byte[] Subscribed(string? id, Subscription subscription) => Write(json =>
    {
        json.WriteString("type"u8, "subscribed"u8);
        Id(json, id);
        json.WriteString("sub"u8, subscription.Id);
        json.WriteString("mode"u8, Channels.ModeOf(subscription.Topic.Channel));
    });

    public static byte[] Ack(string? id) => Write(json =>
    {
        json.WriteString("type"u8, "ack"u8);
        Id(json, id);
    });

    public static byte[] Pong(string? id, string? stamp, UnixNanos now) => Write(json =>
    {
        json.WriteString("type"u8, "pong"u8);
        Id(json, id);
        if (stamp is not null)
        {
            json.WritePropertyName("t"u8);
            json.WriteRawValue(stamp);
        }

        json.WriteString("server_time"u8, now.ToString());
    });

    public static byte[] Error(string? id, Problem problem, string? subscription = null) => Write(json =>
    {
        json.WriteString("type"u8, "error"u8);
        Id(json, id);
        if (subscription is not null) json.WriteString("sub"u8, subscription);
        json.WritePropertyName("problem"u8);
        JsonSerializer.Serialize(json, problem.ToDocument("/api/v1/stream", null), ServerJson.Default.ProblemDocument);
    });

    public static byte[] Resync(Subscription subscription, string reason) => Write(json =>
    {
        json.WriteString("type"u8, "resync"u8);
        json.WriteString("sub"u8, subscription.Id);
        json.WriteString("reason"u8, reason);
    });

    public static byte[] Heartbeat(IEnumerable<Subscription> subscriptions, UnixNanos now) => Write(json =>
    {
        json.WriteString("type"u8, "heartbeat"u8);
        json.WriteString("server_time"u8, now.ToString());
        json.WriteStartObject("last"u8);
        foreach (var subscription in subscriptions) json.WriteNumber(subscription.Id, subscription.Sequence);
        json.WriteEndObject();
    });

    public static byte[] Bye() => Write(json =>
    {
        json.WriteString("type"u8, "bye"u8);
        json.WriteString("reason"u8, "restart"u8);
        json.WriteBoolean("resume"u8, true);
    });

    /// <summary>A numbered message around data that is serialised already.</summary>
    public static void Data(
        ArrayBufferWriter<byte> output, bool isSnapshot, string subscription, long sequence, long conflated, bool isSampled, UnixNanos published, StreamBody body)
    {
        var head = output.GetSpan(256 + subscription.Length);
        var kind = isSnapshot ? "snapshot" : "delta";
        _ = isSnapshot
            ? System.Text.Unicode.Utf8.TryWrite(head, CultureInfo.InvariantCulture, $"{{\"type\":\"{kind}\",\"sub\":\"{subscription}\",\"seq\":{sequence}", out var length)
            : System.Text.Unicode.Utf8.TryWrite(head, CultureInfo.InvariantCulture, $"{{\"type\":\"{kind}\",\"sub\":\"{subscription}\",\"seq\":{sequence},\"prev\":{sequence - 1}", out length);
        output.Advance(length);
        if (conflated > 0)
        {
            System.Text.Unicode.Utf8.TryWrite(output.GetSpan(64), CultureInfo.InvariantCulture, $",\"conflated\":{conflated}", out length);
            output.Advance(length);
        }

        if (isSampled) output.Write(",\"sampled\":true"u8);
        System.Text.Unicode.Utf8.TryWrite(output.GetSpan(64), CultureInfo.InvariantCulture, $",\"ts_pub\":\"{published.Value}\",\"data\":", out length);
        output.Advance(length);
        output.Write(body.Json);
        output.Write("}"u8);
    }

    private static byte[] Write(Action<Utf8JsonWriter> content)
    {
        var output = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(output))
        {
            json.WriteStartObject();
            content(json);
            json.WriteEndObject();
        }

        return output.WrittenSpan.ToArray();
    }

    /// <summary>The client's own id goes back as it came: its JSON text.</summary>
    private static void Id(Utf8JsonWriter json, string? id)
    {
        if (id is null) return;
        json.WritePropertyName("id"u8);
        json.WriteRawValue(id);
    }
}
