namespace Sweep.Store.Tests;

public sealed class StoreAddressTests
{
    private const string Secret = "hunter2hunter2";

    [Theory]
    [InlineData("sweep.db")]
    [InlineData("../results/a=b.db")]
    [InlineData("C:\\results\\sweep.db")]
    public void A_path_is_a_file(string text)
    {
        var address = StoreAddress.Parse(text);
        Assert.False(address.IsServer);
        Assert.False(address.HasPasswordInClear);
        Assert.Equal(text, address.DisplayName);
    }

    [Theory]
    [InlineData("postgres://ann@db.example:5433/results", "postgres://db.example:5433/results")]
    [InlineData("postgresql://ann@db.example/results", "postgres://db.example:5432/results")]
    [InlineData("postgres://ann:" + Secret + "@db.example/results?sslmode=require", "postgres://db.example:5432/results")]
    [InlineData("postgres:///results?host=/run/postgresql", "postgres:///run/postgresql:5432/results")]
    [InlineData("postgres://ann@[::1]:5433/results", "postgres://::1:5433/results")]
    [InlineData("Host=db.example;Database=results;Username=ann;Password=" + Secret, "postgres://db.example:5432/results")]
    public void A_server_is_shown_without_user_and_password(string text, string expected)
    {
        var address = StoreAddress.Parse(text);
        Assert.True(address.IsServer);
        Assert.Equal(expected, address.DisplayName);
        Assert.Equal(expected, address.ToString());
        Assert.Equal(text.Contains(Secret), address.HasPasswordInClear);
    }

    [Theory]
    [InlineData("postgres://ann:" + Secret + "@host:notaport/db")]
    [InlineData("postgres://ann:" + Secret + "@@/:::")]
    [InlineData("postgres://ann:x@host/db?" + Secret + "=1")]
    [InlineData("postgres://ann@host/db?sslmode=" + Secret)]
    [InlineData("postgres://ann@host/db?connect_timeout=" + Secret)]
    [InlineData("Host=h;Password=a;" + Secret)]
    [InlineData("Host=h;Password=a;" + Secret + "=1")]
    [InlineData("Host=h;Port=" + Secret)]
    [InlineData("mysql://ann:" + Secret + "@host/db")]
    [InlineData(":memory:")]
    [InlineData("file:foo?mode=memory")]
    [InlineData("FILE:///tmp/" + Secret)]
    [InlineData("sqlite:sweep.db")]
    [InlineData("Data Source=sweep.db;Password=" + Secret)]
    [InlineData("a\0b")]
    [InlineData("postgres://ann:%00" + Secret + "@host/db")]
    [InlineData("Host=h:Port=5432;Password=" + Secret)]
    [InlineData("Host=;Password=" + Secret)]
    [InlineData("postgres://ann:" + Secret + "@host/db?host=")]
    [InlineData("Host=h;Minimum Pool Size=9;Maximum Pool Size=3;Password=" + Secret)]
    [InlineData(" ")]
    public void A_wrong_address_is_refused_without_repeating_it(string text)
    {
        var fault = Assert.Throws<StoreAddressException>(() => StoreAddress.Parse(text));
        Assert.DoesNotContain(Secret, fault.ToString());
        Assert.Null(fault.InnerException);
    }

    [Fact]
    public void Very_many_hosts_are_refused_before_the_driver_makes_pools_for_them()
    {
        string hosts = string.Join(',', Enumerable.Repeat("a", 100_000));
        var fault = Assert.Throws<StoreAddressException>(() => StoreAddress.Parse($"Host={hosts}"));
        Assert.Contains("more than 32 hosts", fault.Message);
    }

    [Theory]
    [InlineData("Host=;Password=" + Secret, "names no host")]
    [InlineData("Server= ;Database=d;Password=" + Secret, "names no host")]
    [InlineData("postgres://ann:" + Secret + "@h/d?host=", "names no host")]
    [InlineData("Host=h;Maximum Pool Size=1;Minimum Pool Size=5;Password=" + Secret, "Pool Size")]
    [InlineData("Host=h;Target Session Attributes=primary;Password=" + Secret, "do not go together")]
    public void Settings_that_cannot_serve_together_are_refused_before_anything_is_opened(string text, string reason)
    {
        var fault = Assert.Throws<StoreAddressException>(() => StoreAddress.Parse(text));
        Assert.Contains(reason, fault.Message);
        Assert.DoesNotContain(Secret, fault.ToString());
    }

    [Theory]
    [InlineData("Host=h", 10, 15)]
    [InlineData("Host=h;Timeout=0;Command Timeout=0", 10, 15)] // no end
    [InlineData("Host=h;Timeout=300;Command Timeout=300", 10, 15)] // longer than a lease
    [InlineData("Host=h;Timeout=3;Command Timeout=45", 3, 45)]
    [InlineData("postgres://ann@h/d?connect_timeout=4", 4, 15)]
    public void Every_wait_for_a_server_has_an_end_well_before_that_of_a_lease(string text, int connecting, int statement)
    {
        var settings = new Npgsql.NpgsqlConnectionStringBuilder(StoreAddress.Parse(text).ResolveConnectionString(_ => null));
        Assert.Equal((connecting, statement), (settings.Timeout, settings.CommandTimeout));
    }

    [Theory]
    [InlineData("disable", Npgsql.SslMode.Disable)]
    [InlineData("prefer", Npgsql.SslMode.Prefer)]
    [InlineData("verify-ca", Npgsql.SslMode.VerifyCA)]
    [InlineData("verify-full", Npgsql.SslMode.VerifyFull)]
    [InlineData("VerifyFull", Npgsql.SslMode.VerifyFull)]
    public void Encryption_is_asked_for_in_the_words_of_libpq_or_of_the_driver(string text, Npgsql.SslMode expected)
    {
        var address = StoreAddress.Parse($"postgres://ann@host/db?sslmode={text}&sslrootcert=/etc/ssl/db.pem");
        Assert.Equal(expected, address.Server!.SslMode);
        Assert.Equal("/etc/ssl/db.pem", address.Server.RootCertificate);
    }

    [Fact]
    public void Escaped_characters_of_a_password_are_read()
    {
        var address = StoreAddress.Parse("postgres://ann:s3cr%3Bt%40%2Fpass%20word@host/db");
        Assert.Equal("s3cr;t@/pass word", address.Server!.Password);
    }

    [Fact]
    public void A_file_has_no_connection_string_and_says_what_to_give_instead()
    {
        var fault = Assert.Throws<StoreAddressException>(() => StoreAddress.Parse("results/sweep.db").ResolveConnectionString(_ => null));
        Assert.Contains("results/sweep.db", fault.Message);
        Assert.Contains("postgres://", fault.Message);
    }

    [Fact]
    public void The_password_file_serves_an_address_without_a_password()
    {
        string file = Path.GetTempFileName();
        File.WriteAllText(file, "from file\n");
        string? Environment(string name) => name == StoreAddress.PasswordFileVariable ? file : null;

        Assert.Contains("from file", StoreAddress.Parse("postgres://ann@host/db").ResolveConnectionString(Environment));
        Assert.DoesNotContain("from file", StoreAddress.Parse("postgres://ann:own@host/db").ResolveConnectionString(Environment));
        File.Delete(file);
        var fault = Assert.Throws<StoreUnavailableException>(() =>
            StoreAddress.Parse("postgres://ann@host/db").ResolveConnectionString(Environment));
        Assert.Contains(file, fault.Message);
    }
}
