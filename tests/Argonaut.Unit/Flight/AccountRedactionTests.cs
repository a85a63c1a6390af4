using System.Text;
using Argonaut.Flight;
using Argonaut.Ports;
using Xunit;

namespace Argonaut.Unit.Flight;

public sealed class AccountRedactionTests
{
    [Fact]
    public void A_named_account_is_replaced_everywhere_by_the_same_text_of_its_length()
    {
        var redaction = new AccountRedaction();
        redaction.Learn(Frame(FrameEntryKind.Received, "15\01\0DUSIM42,U7654321\0"));
        Assert.Equal("15\01\0DUSIM01,U0000002\0", Apply(redaction, FrameEntryKind.Received, "15\01\0DUSIM42,U7654321\0"));
        Assert.Equal("61\03\0U0000002\0265598\0", Apply(redaction, FrameEntryKind.Received, "61\03\0U7654321\0265598\0"));
        Assert.Equal("4\0-1\0321\0no account DUSIM01 here\0", Apply(redaction, FrameEntryKind.Received, "4\0-1\0321\0no account DUSIM42 here\0"));
        Assert.Equal(2, redaction.Accounts);
    }

    [Theory]
    [InlineData("DUSIM01", "DUSIM02")]
    [InlineData("DUSIM42,DUSIM01", "DUSIM02,DUSIM03")]
    [InlineData("DUSIM02,DUSIM01,DUSIM03", "DUSIM04,DUSIM05,DUSIM06")]
    public void No_account_becomes_itself_or_another_one_that_there_is(string named, string expected)
    {
        var redaction = new AccountRedaction();
        redaction.Learn(Frame(FrameEntryKind.Received, $"15\01\0{named}\0"));
        Assert.Equal($"15\01\0{expected}\0", Apply(redaction, FrameEntryKind.Received, $"15\01\0{named}\0"));
    }

    [Fact]
    public void What_has_the_form_of_an_account_is_replaced_though_nobody_named_it()
    {
        var redaction = new AccountRedaction();
        var clean = Apply(redaction, FrameEntryKind.Sent, "3\07\0DU1234567\0GROUPU1234567X\0F9876543\0");
        Assert.Equal("3\07\0DU0000001\0GROUPU1234567X\0F0000002\0", clean);
        Assert.Equal(clean, Apply(redaction, FrameEntryKind.Sent, clean));
    }

    [Fact]
    public void A_picture_names_accounts_too()
    {
        var redaction = new AccountRedaction();
        redaction.Learn(Frame(FrameEntryKind.Picture, """{"session":{"accounts":["DUSIM42"]}}"""));
        Assert.Equal("""{"session":{"accounts":["DUSIM01"]}}""", Apply(redaction, FrameEntryKind.Picture, """{"session":{"accounts":["DUSIM42"]}}"""));
    }

    [Fact]
    public void Ticks_are_left_alone()
    {
        var entry = FlightFolder.Frame(1);
        Assert.Equal(entry.Body, new AccountRedaction().Apply(entry));
    }

    private static FrameEntry Frame(FrameEntryKind kind, string text) => new(kind, FlightFolder.Start, 1, Encoding.Latin1.GetBytes(text));

    private static string Apply(AccountRedaction redaction, FrameEntryKind kind, string text) => Encoding.Latin1.GetString(redaction.Apply(Frame(kind, text)).Span);
}
