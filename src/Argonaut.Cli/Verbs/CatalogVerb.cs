using System.CommandLine;
using System.Globalization;
using Argonaut.Catalog;

namespace Argonaut.Cli.Verbs;

/// <summary><c>argonaut catalog</c>: what a catalog folder holds, read from its files.</summary>
internal static class CatalogVerb
{
    public static Command Create()
    {
        var folder = new Argument<string?>("folder") { Description = "The folder that holds data/; the export directory when left out.", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("catalog", "List what a NautilusTrader catalog holds. Example: argonaut catalog") { folder };
        command.SetAction(parse => (int)Run(CatalogFolder.Choose(parse.GetValue(folder), Settings.FromEnvironment())));
        return command;
    }

    private static ExitCode Run(string root)
    {
        Console.WriteLine(root);
        if (!Directory.Exists(Path.Combine(root, "data")))
        {
            Console.WriteLine("No catalog here yet: it is made by the first export.");
            return ExitCode.Done;
        }

        var listing = new CatalogReader(root).List();
        Console.WriteLine($"{"type",-18} {"identifier",-42} {"files",5} {"rows",12} {"bytes",12}  {"first",-30} last");
        foreach (var item in listing.Items)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{item.Type.Name,-18} {item.Identifier,-42} {item.Files.Length,5} {item.Rows,12:N0} {item.Bytes,12:N0}  {item.First.ToIso(),-30} {item.Last.ToIso()}"));
            foreach (var overlap in item.Overlapping) Console.WriteLine($"  overlaps the file before it: {overlap}");
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{listing.Files} files, {listing.Rows:N0} rows, {listing.Bytes:N0} bytes"));
        foreach (var orphan in listing.Orphans) Console.WriteLine($"no reader takes: {orphan}");
        foreach (var file in listing.Unreadable) Console.WriteLine($"unreadable: {file.Path}: {file.Reason}");
        return listing.Unreadable.IsEmpty && listing.Orphans.IsEmpty && listing.Items.All(i => i.Overlapping.IsEmpty) ? ExitCode.Done : ExitCode.DifferencesFound;
    }
}
