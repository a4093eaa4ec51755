using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Sweep.Architecture.Tests;

/// <summary>What one C# file declares, and which type names it uses. Read from its syntax alone: nothing is compiled.</summary>
/// <param name="Path">Relative to the checkout.</param>
/// <param name="Folder">Relative to the project; "." for its root.</param>
/// <param name="Namespace">Its file-scoped namespace; null for a program's top-level statements.</param>
/// <param name="Usings">The namespaces that it imports.</param>
/// <param name="Types">Top-level types declared here.</param>
/// <param name="Names">Identifiers that may name a type, without the right sides of member accesses.</param>
internal sealed record SourceFile(string Path, string Folder, string? Namespace, IReadOnlyList<string> Usings, IReadOnlySet<string> Types,
    IReadOnlySet<string> Names)
{
    public static SourceFile Read(string project, string file)
    {
        var root = CSharpSyntaxTree.ParseText(File.ReadAllText(file)).GetCompilationUnitRoot();
        string folder = System.IO.Path.GetRelativePath(project, System.IO.Path.GetDirectoryName(file)!).Replace('\\', '/');
        return new SourceFile(Repository.Relative(file), folder,
            root.DescendantNodes().OfType<BaseNamespaceDeclarationSyntax>().FirstOrDefault()?.Name.ToString(),
            [.. root.DescendantNodes().OfType<UsingDirectiveSyntax>().Where(u => u.Alias is null)
                .Select(u => u.NamespaceOrType.ToString())],
            root.DescendantNodes(node => node is CompilationUnitSyntax or BaseNamespaceDeclarationSyntax).Select(DeclaredName)
                .OfType<string>()
                .ToHashSet(),
            root.DescendantNodes().OfType<SimpleNameSyntax>().Where(MayNameType).Select(name => name.Identifier.ValueText).ToHashSet());
    }

    private static string? DeclaredName(SyntaxNode node) => node switch
    {
        BaseTypeDeclarationSyntax type => type.Identifier.ValueText,
        DelegateDeclarationSyntax type => type.Identifier.ValueText,
        _ => null,
    };

    private static bool MayNameType(SimpleNameSyntax name) => name.Parent switch
    {
        MemberAccessExpressionSyntax access => access.Expression == name,
        MemberBindingExpressionSyntax or NameColonSyntax or NameEqualsSyntax => false,
        AssignmentExpressionSyntax assignment => assignment.Left != name, // a property, also in object initializers
        _ => true,
    };
}
