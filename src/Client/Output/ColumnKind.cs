namespace Sweep.Client.Output;

/// <summary>What the values of a column are, for files that have types.</summary>
internal enum ColumnKind
{
    /// <summary>Text, and whatever has no kind of its own here.</summary>
    Text,

    /// <summary>Whole numbers of 64 bits.</summary>
    Integer,

    /// <summary>Numbers in double precision; NaN and infinities among them.</summary>
    Number,

    /// <summary>True or false.</summary>
    Flag,

    /// <summary>Moments in UTC, to the microsecond.</summary>
    Time,
}

/// <summary>Finds the kind of a column from its values.</summary>
internal static class ColumnKinds
{
    /// <summary>The kind of a value; null for null.</summary>
    public static ColumnKind? Of(object? value) => value switch
    {
        null => null,
        int or long or short or byte => ColumnKind.Integer,
        double or float or TimeSpan => ColumnKind.Number,
        bool => ColumnKind.Flag,
        DateTimeOffset => ColumnKind.Time,
        _ => ColumnKind.Text,
    };

    /// <summary>The narrowest kind that holds both; null means that nothing is known yet.</summary>
    public static ColumnKind? Join(ColumnKind? left, ColumnKind? right) => (left, right) switch
    {
        (null, _) => right,
        (_, null) => left,
        _ when left == right => left,
        (ColumnKind.Integer or ColumnKind.Number, ColumnKind.Integer or ColumnKind.Number) => ColumnKind.Number,
        _ => ColumnKind.Text,
    };
}
