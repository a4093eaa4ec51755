using System.Buffers.Binary;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace Sweep.Trainer.TorchSharp.Tests.Runtime;

/// <summary>Which methods of a compiled assembly call what.</summary>
internal static class CallSites
{
    /// <summary>The callers, "Type.Method", sorted and distinct; lambdas count for the method that they are written in.</summary>
    /// <param name="assembly">Its file.</param>
    /// <param name="called">Whether a method of another assembly, "Type.Method", is looked for.</param>
    public static string[] Of(string assembly, Func<string, bool> called)
    {
        using var file = File.OpenRead(assembly);
        using var image = new PEReader(file);
        var reader = image.GetMetadataReader();
        var wanted = reader.MemberReferences.Where(m => called(Name(reader, m))).Select(m => (EntityHandle)m).ToHashSet();
        for (int row = 1; row <= reader.GetTableRowCount(TableIndex.MethodSpec); row++)
        {
            var generic = MetadataTokens.MethodSpecificationHandle(row);
            if (wanted.Contains(reader.GetMethodSpecification(generic).Method))
                wanted.Add(generic);
        }
        int[] tokens = [.. wanted.Select(h => reader.GetToken(h))];
        return [.. reader.MethodDefinitions.Where(m => Calls(image, reader, m, tokens)).Select(m => Caller(reader, m)).Distinct()
            .Order(StringComparer.Ordinal)];
    }

    // A call or callvirt instruction followed by one of the tokens.
    private static bool Calls(PEReader image, MetadataReader reader, MethodDefinitionHandle method, int[] tokens)
    {
        int address = reader.GetMethodDefinition(method).RelativeVirtualAddress;
        byte[] code = address == 0 ? [] : image.GetMethodBody(address).GetILBytes() ?? [];
        return Enumerable.Range(0, Math.Max(0, code.Length - 4))
            .Any(at => code[at] is 0x28 or 0x6F && tokens.Contains(BinaryPrimitives.ReadInt32LittleEndian(code.AsSpan(at + 1))));
    }

    // The compiler writes a lambda of M as <M>b__0 and an iterator or closure of type T as T.<M>d__1.
    private static string Caller(MetadataReader reader, MethodDefinitionHandle handle)
    {
        var method = reader.GetMethodDefinition(handle);
        var type = reader.GetTypeDefinition(method.GetDeclaringType());
        string name = reader.GetString(method.Name), owner = reader.GetString(type.Name);
        if (owner.StartsWith('<') && !type.GetDeclaringType().IsNil)
        {
            string written = Written(owner);
            name = written.Length > 0 ? written : name;
            owner = reader.GetString(reader.GetTypeDefinition(type.GetDeclaringType()).Name);
        }
        return $"{owner}.{(name.StartsWith('<') ? Written(name) : name)}";
    }

    private static string Written(string compiled) => compiled[1..compiled.IndexOf('>', StringComparison.Ordinal)];

    private static string Name(MetadataReader reader, MemberReferenceHandle handle)
    {
        var member = reader.GetMemberReference(handle);
        return member.Parent.Kind == HandleKind.TypeReference
            ? $"{reader.GetString(reader.GetTypeReference((TypeReferenceHandle)member.Parent).Name)}.{reader.GetString(member.Name)}"
            : reader.GetString(member.Name);
    }
}
