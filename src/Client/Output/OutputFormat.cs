namespace Sweep.Client.Output;

/// <summary>How data is written to standard output.</summary>
internal enum OutputFormat
{
    /// <summary>For people: aligned columns, 80 wide where it can be.</summary>
    Table,

    /// <summary>For programs: an array of objects, or one object.</summary>
    Json,

    /// <summary>For spreadsheets: RFC 4180, comma, header line.</summary>
    Csv,

    /// <summary>For programs that analyse: a Parquet file with typed columns; of the commands that write tables of data.</summary>
    Parquet,
}
