using Argonaut.Cli;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Argonaut.Integration.Product;

public sealed class LogLineTests
{
    [Theory]
    [InlineData("a\n2026-01-01T00:00:00.000Z info: forged", @"a\n2026-01-01T00:00:00.000Z info: forged")]
    [InlineData("a\r\nb", @"a\u000d\nb")]
    [InlineData("\u001b[2Ka", @"\u001b[2Ka")]
    [InlineData("a\u0085b\u2028c", @"a\u0085b\u2028c")]
    [InlineData("a\u202eb", @"a\u202eb")]
    [InlineData("a\"}{\"b\": ünïcode €", "a\"}{\"b\": ünïcode €")]
    public void F_759_Whatever_a_text_holds_an_event_is_one_line(string text, string written)
    {
        var line = LineOf(text, null);

        Assert.Equal(1, line.Count(c => c == '\n'));
        Assert.EndsWith($" warn: Feed[2104] {written}\n", line.ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    [Fact]
    public void F_759_An_exception_with_line_breaks_is_one_line_too()
    {
        var line = LineOf("failed", new InvalidOperationException("first\nsecond"));

        Assert.EndsWith("failed System.InvalidOperationException: first\\nsecond\n", line.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Equal(1, line.Count(c => c == '\n'));
    }

    private static string LineOf(string text, Exception? exception)
    {
        using var output = new StringWriter();
        new OneLineFormatter().Write(new LogEntry<string>(LogLevel.Warning, "Feed", new EventId(2104), text, exception, (state, _) => state), null, output);
        return output.ToString();
    }
}
