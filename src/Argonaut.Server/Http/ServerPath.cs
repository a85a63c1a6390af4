using Argonaut.Server.Auth;

namespace Argonaut.Server.Http;

/// <summary>A file or folder of the server that a request names.</summary>
internal static class ServerPath
{
    /// <summary>Whole, or relative to a root that it must not leave. A whole path tells what is on the machine: only admins may name one.</summary>
    /// <param name="root">Where relative paths begin: <c>imports</c> of the data directory.</param>
    /// <param name="caller">Who names it.</param>
    /// <param name="path">Parameter <c>path</c>.</param>
    /// <param name="full">Where that is; it need not exist.</param>
    /// <param name="problem">Why not.</param>
    public static bool TryFind(string root, Caller caller, string path, out string full, out Problem? problem)
    {
        root = Path.GetFullPath(root);
        if (Path.IsPathRooted(path))
        {
            problem = Authenticator.Check(caller, Role.Admin);
            full = problem is null ? Path.GetFullPath(path) : path;
            return problem is null;
        }

        full = Path.GetFullPath(Path.Combine(root, path));
        problem = full == root || full.StartsWith(root + Path.DirectorySeparatorChar, StringComparison.Ordinal)
            ? null
            : Problem.Of(ProblemKinds.InvalidParameter, "'path' must not leave the import directory.", "path");
        return problem is null;
    }
}
