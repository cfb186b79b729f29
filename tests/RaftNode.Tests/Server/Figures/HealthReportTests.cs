using RaftNode.Server.Figures;

namespace RaftNode.Tests.Server.Figures;

public sealed class HealthReportTests
{
    [Fact]
    public void A_server_that_loads_its_data_does_not_serve()
    {
        var report = HealthReport.Of(ServerPhase.Loading, figures: null);

        Assert.False(report.IsHealthy);
        Assert.Equal("loading", report.Status);
    }

    [Fact]
    public void A_server_that_gives_no_figures_is_busy()
    {
        var report = HealthReport.Of(ServerPhase.Serving, figures: null);

        Assert.False(report.IsHealthy);
        Assert.Equal("busy", report.Status);
    }
}
