using Argonaut.Postgres;
using FsCheck;
using FsCheck.Fluent;
using Npgsql;
using Xunit;

namespace Argonaut.Integration.Postgres;

public sealed class DatabaseUrlTests
{
    [Fact]
    public void S4_49_The_example_of_the_founding_document_is_understood()
    {
        var settings = Parse("postgresql://nautilus:password@localhost:5432/nautilus");

        Assert.Equal(("localhost", 5432, "nautilus", "nautilus", "password"),
            (settings.Host, settings.Port, settings.Database, settings.Username, settings.Password));
    }

    [Theory]
    [InlineData("postgres://u:p%40%2F%3A%25@h/d", "h", 5432, "u", "p@/:%", "d")]
    [InlineData("postgresql://u:p@[::1]:6543/d", "::1", 6543, "u", "p", "d")]
    [InlineData("postgresql://u%20x:p@h", "h", 5432, "u x", "p", "u x")]
    [InlineData("postgresql://u:p@%2Fvar%2Frun%2Fpostgresql/my%20db", "/var/run/postgresql", 5432, "u", "p", "my db")]
    [InlineData("  postgresql://u:a@b@h/d  ", "h", 5432, "u", "a@b", "d")]
    public void Encodings_and_addresses_are_translated(string url, string host, int port, string user, string password, string database)
    {
        var settings = Parse(url);

        Assert.Equal((host, port, user, password, database), (settings.Host, settings.Port, settings.Username, settings.Password, settings.Database));
    }

    [Theory]
    [InlineData("disable", SslMode.Disable)]
    [InlineData("require", SslMode.Require)]
    [InlineData("verify-full", SslMode.VerifyFull)]
    public void The_sslmode_is_kept(string text, SslMode expected) =>
        Assert.Equal(expected, Parse($"postgresql://u:p@h/d?sslmode={text}&connect_timeout=7&application_name=x").SslMode);

    [Fact]
    public void A_password_of_any_text_survives_when_it_is_percent_encoded() =>
        Prop.ForAll<NonEmptyString>(text =>
        {
            var password = new string([.. text.Get.Where(c => !char.IsSurrogate(c) && !char.IsControl(c))]);
            return password.Length == 0 || Parse($"postgresql://u:{Uri.EscapeDataString(password)}@h/d").Password == password;
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("", "must begin with postgresql://")]
    [InlineData("Host=localhost;Password=s3cret", "must begin with postgresql://")]
    [InlineData("mysql://u:s3cret@h/d", "must begin with postgresql://")]
    [InlineData("postgresql://localhost/d", "names no user")]
    [InlineData("postgresql://u:s3/cret@h/d", "names no user")]
    [InlineData("postgresql://u:12/s3cret@h", "names no user")]
    [InlineData("postgresql://u:s3cret@h:port/d", "from 1 to 65535")]
    [InlineData("postgresql://u:s3cret@h:70000/d", "from 1 to 65535")]
    [InlineData("postgresql://u:s3cret%zz@h/d", "%25")]
    [InlineData("postgresql://u:s3cret@[::1/d", "not an IPv6 address")]
    [InlineData("postgresql://u:s3cret@h1,h2/d", "Only one host")]
    [InlineData("postgresql://u:s3cret@h/d?sslmode=sometimes", "disable, allow, prefer")]
    [InlineData("postgresql://u:s3cret@h/d?password=s3cret", "unknown parameter")]
    [InlineData("postgresql://u:p@h/a/b", "percent-encode")]
    public void What_is_malformed_is_explained_without_the_password(string url, string expected)
    {
        Assert.False(DatabaseUrl.TryParse(url, out var parsed, out var problems));

        Assert.Null(parsed);
        Assert.Contains(problems, problem => problem.Contains(expected, StringComparison.Ordinal));
        Assert.DoesNotContain(problems, problem => problem.Contains("s3", StringComparison.Ordinal) || problem.Contains("cret", StringComparison.Ordinal));
    }

    [Fact]
    public void All_problems_are_listed_at_once()
    {
        Assert.False(DatabaseUrl.TryParse("postgresql://u:p%@h:0/d?sslmode=x&y=z", out _, out var problems));

        Assert.Equal(4, problems.Length);
    }

    [Theory]
    [InlineData("postgresql://u:s3cret@h/d", "postgresql://u:***@h:5432/d")]
    [InlineData("postgresql://u:s3cret@[::1]:1/d?sslmode=require", "postgresql://u:***@[::1]:1/d?sslmode=require")]
    [InlineData("postgresql://u@h/d", "postgresql://u@h:5432/d")]
    public void As_text_the_password_is_masked(string url, string expected)
    {
        Assert.True(DatabaseUrl.TryParse(url, out var parsed, out _));

        Assert.Equal(expected, parsed.ToString());
    }

    private static NpgsqlConnectionStringBuilder Parse(string url)
    {
        Assert.True(DatabaseUrl.TryParse(url, out var parsed, out var problems), string.Join(' ', problems));
        return new NpgsqlConnectionStringBuilder(parsed.ConnectionString);
    }
}
