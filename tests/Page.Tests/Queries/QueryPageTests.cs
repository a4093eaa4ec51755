using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Playwright;
using Sweep.Client.Page.Queries;
using Sweep.Client.Tests.Report;
using Sweep.Page.Tests.Comparisons;

namespace Sweep.Page.Tests.Queries;

public sealed class QueryPageTests(HeadlessChromium chromium)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("select activation, learning_rate, count(*) as trials, avg(test_accuracy) as mean from v_trials group by 1, 2")]
    [InlineData("delete from trials")]
    public async Task It_is_accessible_in_every_look(string sql)
    {
        await using var made = await MadeUpStore.CreateAsync(Digits.Study());
        await using var served = await ServedPage.StartAsync(made.Path, chromium);
        await served.CheckAsync(QuerySection.Address(sql));
    }

    [Theory]
    [InlineData("delete from trials")]
    [InlineData("drop table trials")]
    [InlineData("with x as (select 1) delete from trials")]
    [InlineData("select 1; delete from trials")]
    [InlineData("explain select 1; delete from trials")]
    [InlineData("pragma query_only = false")]
    [InlineData("attach 'other.db' as other")]
    public async Task Nothing_can_be_written(string sql)
    {
        await using var page = await SignedIn.OpenAsync(Digits.Study());
        string html = await page.Client.GetStringAsync(QuerySection.Address(sql), Cancellation);
        Assert.Contains("This was refused", html, StringComparison.Ordinal);
        foreach (var format in QueryFormat.All)
        {
            var file = await page.Client.GetAsync(
                new Uri($"/query{format.Extension}?sql={Uri.EscapeDataString(sql)}", UriKind.Relative), Cancellation);
            Assert.Equal(HttpStatusCode.BadRequest, file.StatusCode);
        }
        Assert.Equal(96, Assert.Single(await page.Made.Store.ReadStatusAsync(Digits.Name, Cancellation)).Total);
    }

    [Fact]
    public async Task Rows_are_shown_as_text_up_to_a_limit()
    {
        await using var page = await SignedIn.OpenAsync(Digits.Study());
        string html = await page.Client.GetStringAsync(QuerySection.Address("select '<b>&' as a, 1.5 as b, null as c"), Cancellation);
        Assert.Contains("<td>&lt;b&gt;&amp;</td><td class=\"number\" data-number=\"1.5\">1.5</td><td></td>", html,
            StringComparison.Ordinal);
        Assert.Contains("1 row.", html, StringComparison.Ordinal);
        string many = await page.Client.GetStringAsync(QuerySection.Address("select trial from v_metrics"), Cancellation);
        Assert.Contains("The first 100 rows; there are more.", many, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Long_texts_are_shortened_and_endless_ones_refused()
    {
        await using var page = await SignedIn.OpenAsync(Digits.Study());
        string text = await page.Client.GetStringAsync(QuerySection.Address("select hex(zeroblob(100000)) as long"), Cancellation);
        Assert.Contains("0 … (shortened; files have all of it)", text, StringComparison.Ordinal);
        Assert.True(text.Length < 100_000);
        string endless = await page.Client.GetStringAsync(QuerySection.Address("select hex(zeroblob(100000000))"), Cancellation);
        Assert.Contains("too big", endless, StringComparison.Ordinal);
        string rows = await page.Client.GetStringAsync(
            QuerySection.Address("select hex(zeroblob(3000000)) as long from v_trials"), Cancellation);
        Assert.Contains("The first 1 rows; there are more.", rows, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_statement_from_another_site_is_shown_and_not_run()
    {
        await using var page = await SignedIn.OpenAsync(Digits.Study());
        foreach (string address in new[] { "/query?sql=select%2041%2B1", "/query.csv?sql=select%2041%2B1" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            request.Headers.Add("Sec-Fetch-Site", "cross-site");
            string html = await (await page.Client.SendAsync(request, Cancellation)).Content.ReadAsStringAsync(Cancellation);
            Assert.Contains("select 41+1</textarea>", html, StringComparison.Ordinal);
            Assert.DoesNotContain("<td", html, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Files_have_all_rows_and_no_formula_runs_in_a_spreadsheet()
    {
        const string Sql = "select epoch, metric, value, '=1+1' as text from v_metrics";
        await using var page = await SignedIn.OpenAsync(Digits.Study());
        string[] csv = (await page.Client.GetStringAsync($"/query.csv?sql={Uri.EscapeDataString(Sql)}", Cancellation)).Split("\r\n");
        string[] lines = (await page.Client.GetStringAsync($"/query.jsonl?sql={Uri.EscapeDataString(Sql)}", Cancellation)).Split('\n');
        Assert.Equal("epoch,metric,value,text", csv[0]);
        Assert.EndsWith(",'=1+1", csv[1], StringComparison.Ordinal);
        Assert.Equal(csv.Length - 1, lines.Length);
        Assert.Equal("", lines[^1]);
        var first = JsonNode.Parse(lines[0])!;
        Assert.Equal("=1+1", first["text"]!.GetValue<string>());
        Assert.Equal(csv[1], $"{first["epoch"]},{first["metric"]},{first["value"]},'=1+1");
        byte[] parquet = await page.Client.GetByteArrayAsync($"/query.parquet?sql={Uri.EscapeDataString(Sql)}", Cancellation);
        Assert.Equal("PAR1", System.Text.Encoding.ASCII.GetString(parquet[..4]));
        Assert.Equal("PAR1", System.Text.Encoding.ASCII.GetString(parquet[^4..]));
    }

    [Fact]
    public async Task A_statement_too_long_for_an_address_is_sent_as_a_form()
    {
        string sql = $"select 1 as one /* {new string('x', QuerySection.MaxAddress)} */";
        await using var made = await MadeUpStore.CreateAsync();
        await using var served = await ServedPage.StartAsync(made.Path, chromium);
        await using var opened = await served.OpenAsync("/query");
        await opened.Page.Locator("#sql").FillAsync(sql);
        await opened.Page.Keyboard.PressAsync("Control+Enter");
        await Assertions.Expect(opened.Page.Locator("#answer td")).ToHaveTextAsync("1");
        Assert.EndsWith("/query", opened.Page.Url, StringComparison.Ordinal);
        Assert.Empty(await opened.ErrorsAsync());
    }

    [Fact]
    public async Task A_column_is_put_into_the_statement()
    {
        await using var made = await MadeUpStore.CreateAsync();
        await using var served = await ServedPage.StartAsync(made.Path, chromium);
        await using var opened = await served.OpenAsync("/query");
        await opened.Page.Locator("#sql").FillAsync("select ");
        await opened.Page.Locator("#view-v_trials > summary").ClickAsync();
        await opened.Page.Locator("#view-v_trials .insert").First.ClickAsync();
        await Assertions.Expect(opened.Page.Locator("#sql")).ToHaveValueAsync("select sweep");
    }
}
