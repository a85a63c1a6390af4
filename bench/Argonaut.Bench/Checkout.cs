namespace Argonaut.Bench;

/// <summary>The checkout this program was built in.</summary>
internal static class Checkout
{
    public static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "Argonaut.slnx"))) folder = Path.GetDirectoryName(folder);
        return folder ?? throw new InvalidOperationException("The benchmarks must run from inside the checkout.");
    }
}
