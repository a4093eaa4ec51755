using System.Globalization;
using System.Text;
using Sweep.Trainer.Architectures;
using Sweep.Trainer.Data;
using Sweep.Trainer.Networks;

namespace Sweep.Trainer.Tests.Architectures;

/// <summary>docs/architectures.md says what the program has. See <see cref="DocumentSection"/>.</summary>
public sealed class ArchitectureDocumentationTests
{
    [Fact]
    public void Documentation_lists_the_families()
    {
        var table = new StringBuilder("| group | name | settings | what | source |\n|---|---|---|---|---|\n");
        foreach (var family in ArchitectureCatalogue.All.OrderBy(f => f.Group, StringComparer.Ordinal))
        {
            string settings = string.Join("<br>", family.Settings.Select(s => $"`{s.Name}`: {s.Description}; {s.Expected}"
                + (s.Default is { } value ? $" (default {value.Label})" : "")));
            table.Append(CultureInfo.InvariantCulture, $"| {family.Group} | {family.Name} | {settings} | ");
            table.Append(CultureInfo.InvariantCulture, $"{family.Description} | {family.Citation} |\n");
        }
        DocumentSection.Check("docs/architectures.md", "families", table.ToString());
    }

    [Fact]
    public void Documentation_lists_the_places_of_the_compared_activation()
    {
        var table = new StringBuilder("| `activationPlaces` | where the compared activation stands |\n|---|---|\n");
        foreach (var choice in ActivationPlacement.Setting.Choices)
            table.Append(CultureInfo.InvariantCulture, $"| `{choice.Name}` | {choice.Description} |\n");
        DocumentSection.Check("docs/architectures.md", "places", table.ToString());
    }

    [Fact]
    public void Documentation_lists_the_sizes_of_well_known_members()
    {
        var table = new StringBuilder("| architecture | input | parameters, 10 classes | 100 classes | activations | elements | ")
            .Append("million multiply-adds |\n|---|---|---|---|---|---|---|\n");
        foreach (var (family, level) in ArchitectureCatalogue.All.SelectMany(f => f.Members.Select(m => (f, m))))
        {
            var architecture = Architecture.Read(level);
            ShapedNetwork ten = architecture.For(family.Example, family.UsualTask);
            string hundred = family.UsualTask is Classification
                ? architecture.For(family.Example, 100).ParameterCount.ToString("N0", CultureInfo.InvariantCulture) : "(a mask)";
            int[] elements = [.. ten.ActivationPlaces.Select(p => p.Output.Count)];
            table.Append(CultureInfo.InvariantCulture, $"| {level.Label} | {family.Example} | {ten.ParameterCount:N0} | ");
            table.Append(CultureInfo.InvariantCulture, $"{hundred} | {elements.Length} | {elements.Sum():N0} | ");
            double millions = ten.MultiplyAdds / 1e6;
            table.Append(millions.ToString(millions < 1000 ? "G3" : "N0", CultureInfo.InvariantCulture)).Append(" |\n");
        }
        DocumentSection.Check("docs/architectures.md", "sizes", table.ToString());
    }

    [Fact]
    public void Documentation_lists_the_layers()
    {
        var table = new StringBuilder("| layer | what | options |\n|---|---|---|\n");
        foreach (var syntax in LayerDescription.Syntaxes)
        {
            string options = string.Join("<br>", syntax.Options.Select(o => $"`{o.Name}`: {o.Description}; {o.Expected}"
                + (o.Default is { } value ? $" (default {value.Label})" : o.SameAs is { } other ? $" (default: the {other})" : "")));
            table.Append(CultureInfo.InvariantCulture, $"| `{syntax.Name}` | {syntax.Description} | {options} |\n");
        }
        DocumentSection.Check("docs/architectures.md", "layers", table.ToString());
    }
}
