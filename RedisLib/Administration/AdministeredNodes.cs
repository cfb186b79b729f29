using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using RedisLib.Connections;
using RedisLib.Resp;

namespace RedisLib.Administration;

/// <summary>The connections of an administrator, and its ways to ask, to command and to wait.</summary>
internal sealed class AdministeredNodes : IAsyncDisposable
{
    /// <summary>How long a node may take to say what it is: a local one needs a millisecond, and a stopped one must not hold up the others.</summary>
    public static readonly TimeSpan AnswerPatience = TimeSpan.FromMilliseconds(500);

    /// <summary>How long a step of the formation may take to show: the first copy of a large data set is the longest.</summary>
    public static readonly TimeSpan StepPatience = TimeSpan.FromSeconds(60);

    /// <summary>How long a failover may take: several times what a healthy topology needs.</summary>
    public static readonly TimeSpan FailoverPatience = TimeSpan.FromSeconds(20);

    /// <summary>How long a command may take.</summary>
    public static readonly TimeSpan CommandTimeout = TimeSpan.FromSeconds(2);

    /// <summary>How often a condition is looked at while waiting for it: well below the tenth of a second in which Redis itself acts.</summary>
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(25);

    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(2);

    private readonly NodePool _pool;
    private ImmutableHashSet<RedisEndpoint> _members;

    public AdministeredNodes(TopologySpecification specification, ILoggerFactory loggerFactory)
    {
        var logger = loggerFactory.CreateLogger<NodeConnection>();
        Logger = loggerFactory.CreateLogger("RedisLib.Administration");
        _pool = new NodePool(endpoint => new NodeConnection(
            new NodeConnectionOptions
            {
                Endpoint = endpoint,
                Password = specification.Password,
                ClientName = "administrator",
                ConnectTimeout = ConnectTimeout,
                CommandTimeout = CommandTimeout,
                TopologyName = ModeNames.Of(specification.Mode),
                Mode = specification.Mode,
            },
            logger));
        DataNodes = [.. specification.DataNodes.Select(node => node.Endpoint)];
        Sentinels = [.. specification.Sentinels.Select(node => node.Endpoint)];
        _members = [.. specification.LastInSync];
        Current = specification.LastCurrent?.ToImmutableHashSet();
        foreach (var endpoint in DataNodes.Concat(Sentinels))
        {
            _ = _pool.Get(endpoint);
        }
    }

    public ILogger Logger { get; }

    public IReadOnlyList<RedisEndpoint> DataNodes { get; }

    public IReadOnlyList<RedisEndpoint> Sentinels { get; }

    /// <summary>
    /// The data nodes that have been in sync in this topology, in the last run or since the administrator was made. One of them that comes back as
    /// a master with data has what it had as a part of this topology.
    /// </summary>
    public ImmutableHashSet<RedisEndpoint> Members => Volatile.Read(ref _members);

    /// <summary>Those of them that had all that the master had when the topology was in sync last; null where nobody knows.</summary>
    public ImmutableHashSet<RedisEndpoint>? Current { get; set; }

    /// <summary>Counts nodes among the <see cref="Members"/>. A look and a repair may do so at the same time.</summary>
    public void Join(ImmutableHashSet<RedisEndpoint> nodes) =>
        ImmutableInterlocked.Update(ref _members, static (members, joined) => members.Union(joined), nodes);

    /// <summary>Counts a node among the <see cref="Members"/> no more.</summary>
    public void Leave(RedisEndpoint node) => ImmutableInterlocked.Update(ref _members, static (members, left) => members.Remove(left), node);

    public NodeConnection this[RedisEndpoint endpoint] => _pool.Get(endpoint);

    public Task<DataNodeReport[]> ReadRolesAsync(CancellationToken cancellationToken) =>
        NodeReader.ReadRolesAsync(DataNodes.Select(_pool.Get), AnswerPatience, cancellationToken);

    /// <summary>Asks the data nodes for their roles until all have answered at the same time: a node left out may be the master.</summary>
    /// <exception cref="RedisAdministrationException">One does not answer.</exception>
    public async Task<DataNodeReport[]> ReadAllRolesAsync(CancellationToken cancellationToken)
    {
        DataNodeReport[] reports = [];
        await UntilAsync(
            async token =>
            {
                reports = await ReadRolesAsync(token).ConfigureAwait(false);
                return Array.Find(reports, report => report.Role is null)?.Problem;
            },
            StepPatience,
            "asking for the roles",
            cancellationToken).ConfigureAwait(false);
        return reports;
    }

    public Task<ClusterNodeReport[]> ReadClusterAsync(CancellationToken cancellationToken) =>
        NodeReader.ReadClusterAsync(DataNodes.Select(_pool.Get), AnswerPatience, cancellationToken);

    public Task<SentinelReport[]> ReadSentinelsAsync(string serviceName, CancellationToken cancellationToken) =>
        NodeReader.ReadSentinelsAsync(Sentinels.Select(_pool.Get), serviceName, AnswerPatience, cancellationToken);

    /// <summary>Runs one step on a node.</summary>
    /// <exception cref="RedisAdministrationException">The node refuses it or does not answer.</exception>
    public async Task<RespValue> RunAsync(RedisEndpoint endpoint, RedisCommand command, CancellationToken cancellationToken)
    {
        Logger.Step(endpoint, StepName(command));
        try
        {
            return await this[endpoint].ExecuteAsync(command, cancellationToken).ConfigureAwait(false);
        }
        catch (RedisServerException exception)
        {
            throw new RedisAdministrationException($"{endpoint} refused {StepName(command)}: {exception.ServerMessage}", exception);
        }
        catch (RedisConnectionException exception)
        {
            throw new RedisAdministrationException($"{StepName(command)} did not get through: {exception.Message}", exception);
        }
    }

    /// <summary>Asks a data node what it holds.</summary>
    /// <exception cref="RedisAdministrationException">It does not answer.</exception>
    public async Task<DataHolding> ReadHoldingAsync(RedisEndpoint endpoint, CancellationToken cancellationToken) =>
        DataHolding.Parse((await RunAsync(endpoint, DataHolding.Command, cancellationToken).ConfigureAwait(false)).AsString());

    /// <summary>Asks a node whether it has served any command since its start that changes its data or its place in the topology.</summary>
    /// <exception cref="RedisAdministrationException">It does not answer.</exception>
    public async Task<bool> IsUntouchedAsync(RedisEndpoint endpoint, CancellationToken cancellationToken)
    {
        var statistics = await RunAsync(endpoint, ServedCommands.Command, cancellationToken).ConfigureAwait(false);
        var served = ServedCommands.Parse(statistics.AsString());
        return served.Count == 0 || !ServedCommands.AnyChanges(
            served, await RunAsync(endpoint, ServedCommands.Describe(served), cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Makes what CONFIG SET and REPLICAOF changed outlast a restart, where the node has a configuration file.</summary>
    public async Task SaveConfigurationAsync(RedisEndpoint endpoint, CancellationToken cancellationToken)
    {
        try
        {
            var reply = await this[endpoint].SendAsync(RedisCommand.Create("CONFIG", "REWRITE"), cancellationToken).ConfigureAwait(false);
            if (reply.IsError)
            {
                Logger.ConfigurationNotSaved(endpoint, reply.AsString());
            }
        }
        catch (RedisConnectionException exception)
        {
            Logger.ConfigurationNotSaved(endpoint, exception.Message);
        }
    }

    /// <summary>Waits until all nodes take commands: a server that is starting may load its data first.</summary>
    /// <exception cref="RedisAdministrationException">One does not, or it refuses the password.</exception>
    public Task WaitUntilAnsweringAsync(IEnumerable<RedisEndpoint> endpoints, CancellationToken cancellationToken) =>
        Task.WhenAll(endpoints.Select(endpoint => UntilAsync(
            async token => await AnswerProblemAsync(endpoint, token).ConfigureAwait(false), StepPatience, "waiting for a node", cancellationToken)));

    /// <summary>Waits until there is no problem any more.</summary>
    /// <param name="findProblem">Looks; null is success.</param>
    /// <param name="patience">How long to wait.</param>
    /// <param name="step">What is waited for.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="RedisAdministrationException">There is still one when time is up; the message has it.</exception>
    public static async Task UntilAsync(
        Func<CancellationToken, Task<string?>> findProblem, TimeSpan patience, string step, CancellationToken cancellationToken)
    {
        var deadline = new Deadline(TimeProvider.System, patience);
        while (await findProblem(cancellationToken).ConfigureAwait(false) is { } problem)
        {
            if (deadline.HasPassed)
            {
                throw new RedisAdministrationException($"{step}: after {patience.TotalSeconds:F0} s still: {problem}");
            }

            await Task.Delay(PollInterval, cancellationToken).ConfigureAwait(false);
        }
    }

    public ValueTask DisposeAsync() => _pool.DisposeAsync();

    private async Task<string?> AnswerProblemAsync(RedisEndpoint endpoint, CancellationToken cancellationToken)
    {
        try
        {
            var reply = await this[endpoint].SendAsync(RoleReply.Command, cancellationToken).ConfigureAwait(false);
            return reply.IsError ? $"{endpoint}: {reply.AsString()}" : null;
        }
        catch (RedisConnectionException exception) when (FailureText.IsRefusal(exception.InnerException))
        {
            throw new RedisAdministrationException(exception.Message, exception);
        }
        catch (RedisConnectionException exception)
        {
            return exception.Message;
        }
    }

    /// <summary>A command's name with its subcommand, and nothing that might be secret.</summary>
    private static string StepName(RedisCommand command) => command.Name is "CLUSTER" or "SENTINEL" or "CONFIG" or "CLIENT"
        ? $"{command.Name} {System.Text.Encoding.UTF8.GetString(command.Argument(0))}"
        : command.Name;
}
