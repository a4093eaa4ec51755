namespace Sweep.Trainer.Onnx;

/// <summary>A constant of an operator.</summary>
internal static class OnnxAttribute
{
    // onnx.proto3, AttributeProto: name = 1, f = 2, i = 3, s = 4, ints = 8, type = 20.
    private const int Name = 1, Type = 20;

    public static ProtoMessage Integer(string name, long value) =>
        new ProtoMessage().Text(Name, name).Integer(3, value).Integer(Type, 2);

    public static ProtoMessage Single(string name, double value) =>
        new ProtoMessage().Text(Name, name).Single(2, (float)value).Integer(Type, 1);

    public static ProtoMessage Text(string name, string value) =>
        new ProtoMessage().Text(Name, name).Text(4, value).Integer(Type, 3);

    public static ProtoMessage Integers(string name, params ReadOnlySpan<long> values)
    {
        var attribute = new ProtoMessage().Text(Name, name);
        foreach (long value in values)
            attribute.Integer(8, value);
        return attribute.Integer(Type, 7);
    }
}
