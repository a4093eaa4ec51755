using Sweep.Planning.Trials;

namespace Sweep.Planning.Tests.Trials;

public sealed class CanonicalJsonTests
{
    // Expected texts: RFC 8785, appendix B, and Number.prototype.toString of ECMAScript.
    [Theory]
    [InlineData(0.0, "0")]
    [InlineData(1.0, "1")]
    [InlineData(-1.5, "-1.5")]
    [InlineData(128, "128")]
    [InlineData(0.1, "0.1")]
    [InlineData(1e-4, "0.0001")]
    [InlineData(1e-5, "0.00001")]
    [InlineData(1e-6, "0.000001")]
    [InlineData(1e-7, "1e-7")]
    [InlineData(1.5e-9, "1.5e-9")]
    [InlineData(123456789012345680, "123456789012345680")]
    [InlineData(1e20, "100000000000000000000")]
    [InlineData(1e21, "1e+21")]
    [InlineData(9007199254740992, "9007199254740992")]
    [InlineData(295147905179352830000.0, "295147905179352830000")]
    [InlineData(5e-324, "5e-324")]
    [InlineData(1.7976931348623157e308, "1.7976931348623157e+308")]
    [InlineData(333333333.33333329, "333333333.3333333")]
    [InlineData(0.000001234, "0.000001234")]
    public void Numbers_are_printed_as_ECMAScript_does(double value, string text)
    {
        Assert.Equal(text, CanonicalJson.Number(value));
        Assert.Equal(value, double.Parse(text, System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public void Text_escapes_what_it_must_and_nothing_else() =>
        Assert.Equal("\"a\\\"b\\\\c\\n\\t\\u0001é€<>&'/\"", CanonicalJson.Quote("a\"b\\c\n\t\u0001é€<>&'/"));

    [Fact]
    public void A_configuration_reads_back_what_it_wrote()
    {
        var configuration = new Configuration(new Dictionary<string, SettingValue>
        {
            ["z"] = new SettingValue.Number(1e-7),
            ["a"] = new SettingValue.Text("quo\"ted"),
            ["m"] = new SettingValue.Group(new Dictionary<string, SettingValue> { ["name"] = new SettingValue.Text("sgd"),
                ["flag"] = new SettingValue.Flag(true) }),
        });
        Assert.Equal("""{"a":"quo\"ted","m":{"flag":true,"name":"sgd"},"z":1e-7}""", configuration.CanonicalJson);
        Assert.Equal(configuration, Configuration.Parse(configuration.CanonicalJson));
        Assert.Equal("sgd(flag=true)", configuration.Settings["m"].Label);
    }

    [Fact]
    public void A_setting_given_twice_is_refused() =>
        Assert.Throws<ArgumentException>(() =>
            new Configuration([new("a", new SettingValue.Flag(true)), new("a", new SettingValue.Flag(false))]));

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_setting_is_a_finite_number(double value) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new SettingValue.Number(value));
}
