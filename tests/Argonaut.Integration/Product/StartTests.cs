using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Argonaut.Tests.Shared;
using Xunit;

namespace Argonaut.Integration.Product;

/// <summary>What the program says and which exit code it gives when it cannot start as asked.</summary>
public sealed class StartTests
{
    [Fact]
    public async Task F_901_A_taken_port_is_named_with_its_holder_and_nothing_moves()
    {
        var ct = TestContext.Current.CancellationToken;
        using var holder = new TcpListener(IPAddress.Loopback, 0);
        holder.Start();
        var port = ((IPEndPoint)holder.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);

        var (code, _, errors) = await ProductProcess.RunAsync(ProductProcess.NewDataDirectory(), ["demo"], ct, s => s.Environment["ARGONAUT_TEST_PORT"] = port);

        Assert.Equal(4, code);
        Assert.Contains($"Port {port} is taken by process {Environment.ProcessId} of user", errors, StringComparison.Ordinal);
        Assert.Contains($"kill {Environment.ProcessId}", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_program_on_the_same_data_directory_names_the_first()
    {
        var ct = TestContext.Current.CancellationToken;
        var data = await ProductProcess.NewDemoDirectoryAsync(ct);
        await using var first = await ProductProcess.StartServingAsync(data, ["demo"], ct);

        var (code, _, errors) = await ProductProcess.RunAsync(data, ["demo"], ct);

        Assert.Equal(3, code);
        Assert.Contains($"process {first.Pid}", errors, StringComparison.Ordinal);
        Assert.Contains("argonaut stop", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stop_ends_the_running_program_in_good_order()
    {
        var ct = TestContext.Current.CancellationToken;
        var data = await ProductProcess.NewDemoDirectoryAsync(ct);
        await using var demo = await ProductProcess.StartServingAsync(data, ["demo"], ct);

        var (code, output, _) = await ProductProcess.RunAsync(data, ["stop"], ct);

        Assert.Equal(0, code);
        Assert.Contains($"Stopped process {demo.Pid}.", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("DATABASE_URL", "postgres//nowhere", 2, "DATABASE_URL")]
    [InlineData("DATABASE_URL", "mysql://u:p4ssw0rd@localhost/x", 2, "postgresql://")]
    [InlineData("PARQUET_COMPRESSION", "rar", 2, "none, snappy, gzip, zstd")]
    [InlineData("ARGONAUT_BIND", "0.0.0.0", 2, "ARGONAUT_SERVER__ALLOW_REMOTE")]
    [InlineData("ARGONAUT_DATADIR", "x", 2, "ARGONAUT_DATA_DIR")]
    public async Task A_bad_setting_ends_the_start_with_a_plain_sentence(string name, string value, int expected, string sentence)
    {
        var (code, _, errors) = await ProductProcess.RunAsync(
            ProductProcess.NewDataDirectory(), ["run"], TestContext.Current.CancellationToken, s => s.Environment[name] = value);

        Assert.Equal(expected, code);
        Assert.Contains(sentence, errors, StringComparison.Ordinal);
        Assert.DoesNotContain("p4ssw0rd", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("7496")]
    [InlineData("4001")]
    public async Task F_319_The_port_of_a_live_account_is_refused_with_exit_6_until_i_know(string port)
    {
        var ct = TestContext.Current.CancellationToken;
        var (code, _, errors) = await ProductProcess.RunAsync(ProductProcess.NewDataDirectory(), ["run"], ct, s => s.Environment["IB_PORT"] = port);
        Assert.Equal(6, code);
        Assert.Contains($"IB_PORT {port} is the port of a live account", errors, StringComparison.Ordinal);
        Assert.Contains("--i-know", errors, StringComparison.Ordinal);

        // With it the start goes on, to the next thing that is wrong.
        (code, _, errors) = await ProductProcess.RunAsync(ProductProcess.NewDataDirectory(), ["run", "--i-know"], ct, s =>
        {
            s.Environment["IB_PORT"] = port;
            s.Environment["DATABASE_URL"] = "mysql://u@localhost/x";
        });
        Assert.Equal(2, code);
        Assert.DoesNotContain("IB_PORT", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unwritable_data_directory_is_named()
    {
        var file = Path.Combine(ProductProcess.NewDataDirectory(), "a-file");
        await File.WriteAllTextAsync(file, "", TestContext.Current.CancellationToken);

        var (code, _, errors) = await ProductProcess.RunAsync(Path.Combine(file, "below"), ["demo"], TestContext.Current.CancellationToken);

        Assert.Equal(4, code);
        Assert.Contains("ARGONAUT_DATA_DIR", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_lists_exactly_the_verbs_that_have_a_help_of_their_own_with_an_example()
    {
        var ct = TestContext.Current.CancellationToken;
        var data = ProductProcess.NewDataDirectory();
        var (_, help, _) = await ProductProcess.RunAsync(data, ["--help"], ct);
        var verbs = Regex.Matches(help[help.IndexOf("Commands:", StringComparison.Ordinal)..], @"^  (\w+)", RegexOptions.Multiline).Select(m => m.Groups[1].Value).ToList();

        Assert.Contains("demo", verbs);
        foreach (var verb in verbs)
        {
            var (code, text, _) = await ProductProcess.RunAsync(data, [verb, "--help"], ct);
            Assert.Equal(0, code);
            Assert.Contains($"Example: argonaut {verb}", Regex.Replace(text, @"\s+", " "), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_configuration_page_lists_exactly_the_settings_of_the_program()
    {
        var page = File.ReadAllText(Path.Combine(SharedData.Root, "docs", "operations", "configuration.md"));
        var documented = Regex.Matches(page, @"^\| `([A-Z_]+)` \|", RegexOptions.Multiline).Select(m => m.Groups[1].Value).Order(StringComparer.Ordinal);
        var known = new[] { ("Settings.cs", "KnownNames { get; }"), ("AlertSettings.cs", "Names { get; }") }.SelectMany(source =>
        {
            var code = File.ReadAllText(Path.Combine(SharedData.Root, "src", "Argonaut.Cli", source.Item1));
            var start = code.IndexOf(source.Item2, StringComparison.Ordinal);
            return Regex.Matches(code[start..code.IndexOf("];", start, StringComparison.Ordinal)], "\"([A-Z_]+)\"").Select(m => m.Groups[1].Value);
        });

        Assert.Equal(known.Order(StringComparer.Ordinal), documented);
    }

    [Fact]
    public async Task Port_and_version_questions_need_no_server()
    {
        var (code, output, _) = await ProductProcess.RunAsync(ProductProcess.NewDataDirectory(), ["version"], TestContext.Current.CancellationToken);

        Assert.Equal(0, code);
        Assert.StartsWith("argonaut ", output, StringComparison.Ordinal);
    }
}
