using System.Text;
using Argonaut.Integration.Durability;
using Argonaut.Integration.Postgres;
using Argonaut.Integration.Server;
using Argonaut.Integration.Server.Fakes;
using Npgsql;
using Xunit;

namespace Argonaut.Integration.Product;

/// <summary>Secrets of the running program are in nothing that it says, whatever it is asked.</summary>
public sealed class SecretTests
{
    private const string Canary = "cAnArY";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task F_758_No_answer_no_log_line_no_metric_no_row_and_no_file_tells_a_secret()
    {
        await using var database = await PrivateServer.StartAsync(Ct, useTcp: true);
        await using (var connection = await database.ConnectAsync(Ct))
        await using (var change = new NpgsqlCommand($"create role {Canary.ToLowerInvariant()} superuser login password '{Canary}-database'", connection)) await change.ExecuteNonQueryAsync(Ct);
        var data = ProductProcess.NewDataDirectory();
        var settings = database.Settings;
        var url = $"postgresql://{Canary.ToLowerInvariant()}:{Canary}-database@127.0.0.1:{settings.Port}/{settings.Database}";
        string output, token;
        await using (var program = await ProductProcess.StartServingAsync(data, ["run"], Ct, start =>
        {
            start.Environment["DATABASE_URL"] = url;
            start.Environment["ARGONAUT_LOG__LEVEL"] = "debug";
            start.Environment["ARGONAUT_ALERTS__WEBHOOK_URL"] = $"http://127.0.0.1:1/{Canary}-hook";
            start.Environment["ARGONAUT_ALERTS__WEBHOOK_SECRET"] = $"{Canary}-signature";
            start.Environment["ARGONAUT_ALERTS__SMTP_HOST"] = "127.0.0.1";
            start.Environment["ARGONAUT_ALERTS__SMTP_PORT"] = "1";
            start.Environment["ARGONAUT_ALERTS__SMTP_USER"] = "desk";
            start.Environment["ARGONAUT_ALERTS__SMTP_PASSWORD"] = $"{Canary}-mail";
            start.Environment["ARGONAUT_ALERTS__MAIL_FROM"] = "a@localhost";
            start.Environment["ARGONAUT_ALERTS__MAIL_TO"] = "b@localhost";
        }))
        {
            token = (await File.ReadAllTextAsync(Path.Combine(data, "run", "cli.token"), Ct)).Trim();
            var answers = new StringBuilder();
            using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = program.Http.BaseAddress };
            var fuzz = new OpenApiFuzz(await program.GetJsonAsync("/api/v1/openapi.json", Ct), seed: 7, token, token, "", $"arg_{Canary}");
            var failures = new List<string>();
            for (var i = 0; i < OpenApiFuzzTests.Setting("TEST_REQUESTS", 400); i++)
            {
                var request = fuzz.Next();
                using var message = request.To(http.BaseAddress!);
                using var answer = await http.SendAsync(message, Ct);
                var text = await answer.Content.ReadAsStringAsync(Ct);
                answers.Append(answer.Headers).Append(answer.Content.Headers).AppendLine(text);
                if (OpenApiFuzzTests.WrongWith(request, answer, text) is { } wrong) failures.Add($"{i}: {wrong}: {request}\n{(int)answer.StatusCode} {text}");
            }

            answers.AppendLine(await program.Http.GetStringAsync("/metrics", Ct));
            Assert.True(failures.Count == 0, string.Join("\n\n", failures.Take(20)));
            Assert.DoesNotContain(Canary, answers.ToString(), StringComparison.Ordinal);
            Assert.DoesNotContain(token, answers.ToString(), StringComparison.Ordinal);
            await program.StopAsync(Ct);
            output = program.Output;
        }

        Assert.DoesNotContain(Canary, output, StringComparison.Ordinal);
        Assert.DoesNotContain(token, output, StringComparison.Ordinal);
        var secrets = new[] { Canary, token };
        Assert.Empty(await TablesThatTellAsync(database, secrets));
        Assert.Empty(FilesThatTell(data, secrets));
    }

    /// <summary>Every row of every table of the product, as text.</summary>
    private static async Task<List<string>> TablesThatTellAsync(PrivateServer database, string[] secrets)
    {
        await using var connection = await database.ConnectAsync(Ct);
        var tables = new List<string>();
        await using (var names = new NpgsqlCommand(
            "select format('%I.%I', schemaname, tablename) from pg_tables where schemaname not in ('pg_catalog', 'information_schema')", connection))
        await using (var reader = await names.ExecuteReaderAsync(Ct))
            while (await reader.ReadAsync(Ct)) tables.Add(reader.GetString(0));
        Assert.True(tables.Count > 10, $"Expected the tables of the product, found {tables.Count}.");

        var telling = new List<string>();
        foreach (var table in tables)
        {
            await using var rows = new NpgsqlCommand($"select count(*) from {table} t where exists (select from unnest(@secrets) s where position(s in t::text) > 0)", connection);
            rows.Parameters.AddWithValue("secrets", secrets);
            if ((long)(await rows.ExecuteScalarAsync(Ct))! > 0) telling.Add(table);
        }

        return telling;
    }

    /// <summary>Every file of the data directory but the token for the machine's own commands, which is there to be read by its owner.</summary>
    private static List<string> FilesThatTell(string data, string[] secrets)
    {
        var files = Directory.GetFiles(data, "*", SearchOption.AllDirectories);
        Assert.NotEmpty(files);
        return
        [
            .. files.Where(file => Path.GetFileName(file) != "cli.token")
                .Where(file => File.ReadAllText(file, Encoding.Latin1) is var text && secrets.Any(secret => text.Contains(secret, StringComparison.Ordinal))),
        ];
    }
}
