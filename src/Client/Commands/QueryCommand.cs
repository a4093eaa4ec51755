using System.CommandLine;
using Sweep.Client.CommandLine;
using Sweep.Client.Output;
using Sweep.Store;

namespace Sweep.Client.Commands;

/// <summary>sweep query "select ...": read-only SQL over the documented views.</summary>
internal static class QueryCommand
{
    public static Command Create(SharedOptions options)
    {
        var sql = new Argument<string>("sql") { Description =
            "One read-only statement, for instance \"select * from v_seed_groups\"; - reads it from standard input." };
        var command = new Command("query", "Ask the result store in SQL (docs/database.md has the views and examples).")
        {
            sql, options.TableFile,
        };
        command.SetAction(parse => CommandContext.RunAsync(parse, options, async context =>
        {
            string? file = parse.GetValue(options.TableFile);
            var format = TableFile.Choose(context.AskedFormat, file, OutputFormat.Table);
            string statement = parse.GetRequiredValue(sql);
            if (statement == "-")
                statement = await Console.In.ReadToEndAsync(context.Stop);
            await using var store = await context.OpenStoreAsync(new SweepReference(null, null), StoreAccess.Read);
            await using var rows = store.QueryAsync(statement, context.Stop).GetAsyncEnumerator(context.Stop);
            if (!await rows.MoveNextAsync())
                return ExitCode.AllComplete;
            var columns = rows.Current.Select(name => new TabularColumn((string)name!)).ToArray();
            await TableFile.WriteAsync(new Tabular(columns, RestAsync(rows)), format, file, context.Screen, context.Stop);
            return ExitCode.AllComplete;
        }));
        return command;
    }

    private static async IAsyncEnumerable<IReadOnlyList<object?>> RestAsync(IAsyncEnumerator<IReadOnlyList<object?>> rows)
    {
        while (await rows.MoveNextAsync())
            yield return rows.Current;
    }
}
