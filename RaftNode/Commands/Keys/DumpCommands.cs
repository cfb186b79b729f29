using RaftNode.Persistence.Rdb;
using RaftNode.Store.Keys;

namespace RaftNode.Commands.Keys;

/// <summary>DUMP and RESTORE: a value in the format of RDB files. https://redis.io/docs/latest/commands/dump/</summary>
internal sealed class DumpCommands(RdbSettings settings)
{
    private const int FirstOption = 4;
    private const int MaxFrequency = 255;

    public IEnumerable<Command> Rows =>
    [
        new("dump", 2, CommandFlags.ReadOnly, KeySpecification.One, Dump)
        {
            Summary = "Return a serialized version of the value stored at the specified key.", Since = "2.6.0",
            Complexity = "O(1) to access the key and O(N) of the elements and their size",
            Arguments = "key",
            Tips = ["nondeterministic_output"],
            Difference = "a value of more than 2 GB before it is compressed is an error: a payload is made in one piece.",
        },
        new("restore", -4, CommandFlags.Write | CommandFlags.DenyOutOfMemory, KeySpecification.One.For(KeyUse.Overwrite | KeyUse.Update), Restore)
        {
            Summary = "Create a key using the provided serialized value, previously obtained using DUMP.", Since = "2.6.0",
            Complexity = "O(1) to create the key and O(N) of the elements and their size, O(N*log(N)) for sorted sets",
            Arguments = "key ttl:integer serialized-value [REPLACE] [ABSTTL] [IDLETIME seconds:integer] [FREQ frequency:integer]",
            Categories = AclCategories.Dangerous | AclCategories.Keyspace,
            Difference = "a string of more than 1008 MB, which may be a listpack, is bad data: a key and a value of this length are one block of memory.",
        },
    ];

    // Where a value is read first: a bad one is to leave the old one where it is.
    private Keyspace? _aside;

    private void Dump(CommandContext context)
    {
        var entry = context.Database.Find(context[1]);
        if (entry.IsNone)
        {
            context.Reply.WriteNull();
            return;
        }

        try
        {
            context.Reply.WriteBulkString(DumpPayload.Create(entry, context.State.Objects, settings));
        }
        catch (IOException)
        {
            context.Fail("ERR The value is longer than a payload of DUMP can be"u8);
        }
    }

    private void Restore(CommandContext context)
    {
        if (!TryReadOptions(context, out var options))
        {
            return;
        }

        if (!options.Replaces && !context.Database.Peek(context[1]).IsNone)
        {
            context.Fail("BUSYKEY Target key name already exists."u8);
            return;
        }

        if (!context.TryReadInteger(2, out var expiresAt))
        {
            return;
        }

        if (expiresAt < 0)
        {
            context.Fail("ERR Invalid TTL value, must be >= 0"u8);
            return;
        }

        if (expiresAt > 0 && !options.IsAbsolute)
        {
            expiresAt = unchecked(expiresAt + context.Now);
        }

        if (!DumpPayload.IsValid(context[3]))
        {
            context.Fail("ERR DUMP payload version or checksum are wrong"u8);
        }
        else
        {
            Restore(context, options, expiresAt);
        }
    }

    private void Restore(CommandContext context, Options options, long expiresAt)
    {
        _aside ??= new Keyspace(context.State, context.Database.Number);
        try
        {
            DumpPayload.Read(context[3], _aside, context[1], context.State, context.Settings);
        }
        catch (RdbException)
        {
            context.Fail("ERR Bad data format"u8);
            return;
        }

        var isOld = context.Database.Remove(context[1]);
        if (expiresAt != 0 && context.State.IsOver(expiresAt))
        {
            _aside.Remove(context[1]);
            NoteExpired(context, isOld);
        }
        else
        {
            _aside.MoveTo(context.Database, _aside.Locate(context[1]), context[1]);
            Finish(context, options, expiresAt);
        }

        context.Reply.WriteOk();
    }

    private static void NoteExpired(CommandContext context, bool isOld)
    {
        if (isOld)
        {
            context.Propagation.AddDelete(context[1]);
            context.Changed(context[1], KeyEvents.Generic, "del"u8);
        }
    }

    private static void Finish(CommandContext context, Options options, long expiresAt)
    {
        var entry = context.Database.Find(context[1]);
        entry.Access = (uint)Math.Max(0, entry.Access - options.IdleSeconds);
        if (expiresAt != 0)
        {
            context.Database.SetExpiry(entry, expiresAt);
            if (!options.IsAbsolute)
            {
                Propagate(context, expiresAt);
            }
        }

        context.Changed(context[1], KeyEvents.Generic, "restore"u8);
    }

    private static void Propagate(CommandContext context, long expiresAt)
    {
        var request = context.Propagation.Add(context.Count + 1);
        for (var i = 0; i < context.Count; i++)
        {
            if (i == 2)
            {
                request.WriteBulkInteger(expiresAt);
            }
            else
            {
                request.WriteBulkString(context[i]);
            }
        }

        request.WriteBulkString("ABSTTL"u8);
    }

    private static bool TryReadOptions(CommandContext context, out Options options)
    {
        options = default;
        long? idle = null;
        long? frequency = null;
        for (var i = FirstOption; i < context.Count; i++)
        {
            var hasMore = i + 1 < context.Count;
            if (context.Is(i, "REPLACE"u8))
            {
                options.Replaces = true;
            }
            else if (context.Is(i, "ABSTTL"u8))
            {
                options.IsAbsolute = true;
            }
            else if (hasMore && frequency is null && context.Is(i, "IDLETIME"u8))
            {
                if (!TryRead(context, ++i, long.MaxValue, "ERR Invalid IDLETIME value, must be >= 0"u8, out idle))
                {
                    return false;
                }
            }
            else if (hasMore && idle is null && context.Is(i, "FREQ"u8))
            {
                if (!TryRead(context, ++i, MaxFrequency, "ERR Invalid FREQ value, must be >= 0 and <= 255"u8, out frequency))
                {
                    return false;
                }
            }
            else
            {
                context.Fail(Errors.Syntax);
                return false;
            }
        }

        options.IdleSeconds = idle ?? 0;
        return true;
    }

    private static bool TryRead(CommandContext context, int index, long most, ReadOnlySpan<byte> error, out long? number)
    {
        number = null;
        if (!context.TryReadInteger(index, out var read))
        {
            return false;
        }

        if (read < 0 || read > most)
        {
            context.Fail(error);
            return false;
        }

        number = read;
        return true;
    }

    private struct Options
    {
        public bool Replaces;
        public bool IsAbsolute;
        public long IdleSeconds;
    }
}
