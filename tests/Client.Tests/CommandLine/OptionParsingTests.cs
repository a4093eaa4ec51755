using System.CommandLine;
using Sweep.Client.CommandLine;

namespace Sweep.Client.Tests.CommandLine;

public sealed class OptionParsingTests
{
    [Theory]
    [InlineData("compare a --epoch x", "--epoch is a whole number, not 'x'.")]
    [InlineData("compare a --epoch 1.5", "--epoch is a whole number, not '1.5'.")]
    [InlineData("compare a --alpha 0,05", "--alpha is a number such as 0.05, not '0,05'.")]
    [InlineData("status --format xml", "--format is one of table, json, csv, parquet, not 'xml'.")]
    [InlineData("status --format 1", "--format is one of table, json, csv, parquet, not '1'.")]
    [InlineData("run s.yaml --slots many", "--slots is a whole number, not 'many'.")]
    [InlineData("run s.yaml --slots 0", "--slots is a number from 1 to 1024.")]
    [InlineData("status --cluster-timeout 0.5", "--cluster-timeout is a number from 1 to 600.")]
    [InlineData("status --cluster-timeout NaN", "--cluster-timeout is a number from 1 to 600.")]
    [InlineData("status --cluster-timeout soon", "--cluster-timeout is a number such as 0.05, not 'soon'.")]
    public void A_wrong_value_is_told_in_plain_words(string arguments, string message) =>
        Assert.Equal(message, Assert.Single(SweepCommandLine.Create().Parse(arguments).Errors).Message);

    [Theory]
    [InlineData("compare a --epoch 3 --alpha 1e-3 --rope -1 --format JSON --bootstrap 0")]
    [InlineData("run s.yaml --slots 4 --group 8 --format csv")]
    [InlineData("watch a --cluster --cluster-timeout 2.5")]
    public void Right_values_are_read(string arguments) => Assert.Empty(SweepCommandLine.Create().Parse(arguments).Errors);

    [Fact]
    public void No_option_of_any_verb_speaks_of_types()
    {
        int asked = 0;
        Visit(SweepCommandLine.Create());
        Assert.InRange(asked, 10, int.MaxValue);

        void Visit(Command command)
        {
            foreach (var option in command.Options.Where(o =>
                (Nullable.GetUnderlyingType(o.ValueType) ?? o.ValueType) is { IsValueType: true } type && type != typeof(bool)
                    && type != typeof(void)))
            {
                if (option.Arity.MaximumNumberOfValues == 0)
                    continue;
                asked++;
                var alone = new RootCommand { option };
                Assert.StartsWith(option.Name + " is ", Assert.Single(alone.Parse([option.Name, "?"]).Errors).Message,
                    StringComparison.Ordinal);
            }
            foreach (var subcommand in command.Subcommands)
                Visit(subcommand);
        }
    }
}
