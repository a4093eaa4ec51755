using System.Globalization;
using Parquet;
using Parquet.Schema;

namespace Sweep.Client.Output;

/// <summary>A column of a row group that is being collected. Every column may be null.</summary>
internal abstract class ParquetColumn
{
    private ParquetColumn(DataField field) => Field = field;

    /// <summary>Name and type.</summary>
    public DataField Field { get; }

    /// <summary>Makes an empty column.</summary>
    public static ParquetColumn Create(string name, ColumnKind kind) => kind switch
    {
        ColumnKind.Integer => new Values<long>(new DataField<long>(name, nullable: true), Integer),
        ColumnKind.Number => new Values<double>(new DataField<double>(name, nullable: true), Number),
        ColumnKind.Flag => new Values<bool>(new DataField<bool>(name, nullable: true), value => value as bool? ?? (string)value == "true"),
        ColumnKind.Time => new Values<DateTime>(new DateTimeDataField(name, DateTimeFormat.Timestamp, isAdjustedToUTC: true,
            unit: DateTimeTimeUnit.Micros, isNullable: true), value => ((DateTimeOffset)value).UtcDateTime),
        _ => new Texts(new DataField<string>(name, nullable: true)),
    };

    /// <summary>Adds the value of the next row: of the column's kind, or the label of such a value.</summary>
    public abstract void Add(object? value);

    /// <summary>Writes what was collected, and begins anew.</summary>
    public abstract Task WriteAsync(ParquetRowGroupWriter group, CancellationToken cancellation);

    private static long Integer(object value) => value is string label ? checked((long)Number(label))
        : Convert.ToInt64(value, CultureInfo.InvariantCulture);

    private static double Number(object value) => value switch
    {
        TimeSpan span => span.TotalSeconds,
        string label => double.TryParse(label, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number
            : throw new UserErrorException($"'{label}' is no number, as all others were a moment ago. Somebody adds trials: try again."),
        _ => Convert.ToDouble(value, CultureInfo.InvariantCulture),
    };

    private sealed class Values<T>(DataField field, Func<object, T> convert) : ParquetColumn(field)
        where T : struct
    {
        private T?[] values = new T?[64];
        private int count;

        public override void Add(object? value)
        {
            if (count == values.Length)
                Array.Resize(ref values, checked(2 * count));
            values[count++] = value is null ? null : convert(value);
        }

        public override async Task WriteAsync(ParquetRowGroupWriter group, CancellationToken cancellation)
        {
            await group.WriteAsync<T>(Field, values.AsMemory(0, count), null, null, cancellation);
            count = 0;
        }
    }

    private sealed class Texts(DataField field) : ParquetColumn(field)
    {
        private readonly List<string?> values = [];

        public override void Add(object? value) => values.Add(value is null ? null : TabularColumn.Text(value));

        public override async Task WriteAsync(ParquetRowGroupWriter group, CancellationToken cancellation)
        {
            cancellation.ThrowIfCancellationRequested();
            await group.WriteAsync(Field, values!, null);
            values.Clear();
        }
    }
}
