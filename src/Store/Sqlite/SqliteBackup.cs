using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Sweep.Store.Sqlite;

/// <summary>Copies a store into one file while others write to it: SQLite's online backup of one state, checked, and put in its place at
/// once.</summary>
internal static class SqliteBackup
{
    private const int PagesPerStep = 4096;

    /// <summary>Copies what a reader sees.</summary>
    /// <param name="reader">On the store.</param>
    /// <param name="store">The store's file.</param>
    /// <param name="target">The file to make.</param>
    /// <param name="overwrite">Whether a file that is there is replaced.</param>
    /// <param name="cancellation">Ends the copying; nothing is left behind.</param>
    /// <exception cref="StoreAddressException">The target cannot be a copy's place.</exception>
    /// <exception cref="StoreUnavailableException">The copy cannot be written, or is not sound.</exception>
    public static void Write(SqliteConnection reader, string store, string target, bool overwrite, CancellationToken cancellation)
    {
        RefuseTarget(store, target, overwrite);
        string partial = $"{target}.{Environment.ProcessId}.partial";
        try
        {
            using (var copy = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = partial, Pooling = false }.ToString()))
            {
                copy.Open();
                Copy(reader, copy, cancellation);
                Check(copy, target);
            }
            File.Move(partial, target, overwrite);
        }
        catch (SqliteException fault) when (SqliteFault.Translate(fault, target) is { } translated)
        {
            throw translated;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new StoreUnavailableException(target, $"the copy could not be put there: {fault.Message}", fault);
        }
        finally
        {
            foreach (string left in new[] { partial, SqliteFiles.Log(partial), SqliteFiles.Index(partial), SqliteFiles.Journal(partial) })
                File.Delete(left);
        }
    }

    private static void RefuseTarget(string store, string target, bool overwrite)
    {
        if (Path.GetFullPath(target) == Path.GetFullPath(store))
            throw new StoreAddressException($"{target} is the store itself. Name another file for the copy.");
        if (!Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(target))))
            throw new StoreAddressException($"The folder of {target} does not exist. Create it, or name another file for the copy.");
        if (Directory.Exists(target))
            throw new StoreAddressException($"{target} is a folder. Name a file for the copy.");
        if (File.Exists(target) && !overwrite)
            throw new StoreAddressException($"{target} exists. Name another file for the copy, or replace it with --overwrite.");
        foreach (string log in new[] { SqliteFiles.Log(target), SqliteFiles.Index(target), SqliteFiles.Journal(target) }.Where(File.Exists))
        {
            throw new StoreAddressException($"{log} lies beside the copy's place: a process has {target} open, or was ended by force, "
                + "and SQLite would take it "
                + "for a part of the copy. Name another file.");
        }
    }

    private static void Copy(SqliteConnection from, SqliteConnection to, CancellationToken cancellation)
    {
        using var state = from.BeginTransaction(deferred: true);
        // the state to copy: with a transaction open nothing begins anew when others write
        Ask(from, "select count(*) from sqlite_schema");
        Ask(to, "pragma synchronous = full");
        using var backup = raw.sqlite3_backup_init(to.Handle!, "main", from.Handle!, "main");
        if (backup.IsInvalid)
            SqliteException.ThrowExceptionForRC(raw.sqlite3_errcode(to.Handle!), to.Handle!);
        int answer;
        do
        {
            cancellation.ThrowIfCancellationRequested();
            answer = raw.sqlite3_backup_step(backup, PagesPerStep);
        }
        while (answer is raw.SQLITE_OK or raw.SQLITE_BUSY or raw.SQLITE_LOCKED);
        if (answer != raw.SQLITE_DONE)
            SqliteException.ThrowExceptionForRC(answer, to.Handle!);
    }

    private static void Check(SqliteConnection copy, string target)
    {
        string? answer = Ask(copy, "pragma integrity_check");
        if (answer != "ok")
            throw new StoreUnavailableException(target,
                $"the copy is not sound, and was not kept ({answer}). Check the store and the disk.", null);
    }

    private static string? Ask(SqliteConnection connection, string question)
    {
        using var command = connection.CreateCommand();
        command.CommandText = question;
        return command.ExecuteScalar()?.ToString();
    }
}
