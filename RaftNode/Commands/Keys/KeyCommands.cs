using RaftNode.Store.Keys;
using RaftNode.Store.Memory;
using RaftNode.Store.Tables;

namespace RaftNode.Commands.Keys;

/// <summary>The commands of keys of any type. https://redis.io/docs/latest/commands/?group=generic</summary>
internal static class KeyCommands
{
    private const CommandFlags Read = CommandFlags.ReadOnly | CommandFlags.Fast;

    private const string FlushComplexity =
        "O(1), or O(N) of the keys where a snapshot has written them all and is not at its end; memory is given back in the background";

    public static IEnumerable<Command> Rows { get; } =
    [
        new("copy", -3, CommandFlags.Write | CommandFlags.DenyOutOfMemory, KeySpecification.Two.For(KeyUse.ReadOnly | KeyUse.Access, KeyUse.Overwrite | KeyUse.Update), Copy)
        {
            Summary = "Copy a key", Since = "6.2.0", Complexity = "O(N) of the elements of a collection; O(1) for a string",
            Arguments = "source:key destination:key [DB destination-db:integer] [REPLACE]",
        },
        new("dbsize", 1, Read, KeySpecification.None, context => context.Reply.WriteInteger(context.Database.Count))
        {
            Summary = "Return the number of keys in the selected database", Since = "1.0.0", Complexity = "O(1)",
            Group = CommandGroup.Server, Categories = AclCategories.Keyspace, Tips = ["request_policy:all_shards", "response_policy:agg_sum"],
        },
        new("del", -2, CommandFlags.Write, KeySpecification.All.For(KeyUse.Remove | KeyUse.Delete), Delete)
        {
            Summary = "Delete a key", Since = "1.0.0", Complexity = "O(N) of the keys",
            Arguments = "key...",
            Tips = ["request_policy:multi_shard", "response_policy:agg_sum"],
        },
        new("exists", -2, Read, KeySpecification.All.For(KeyUse.ReadOnly), Exists)
        {
            Summary = "Determine if a key exists", Since = "1.0.0", Complexity = "O(N) of the keys",
            Arguments = "key...",
            Tips = ["request_policy:multi_shard", "response_policy:agg_sum"],
        },
        new("flushall", -1, CommandFlags.Write, KeySpecification.None, context => Flush(context, context.Databases))
        {
            Summary = "Remove all keys from all databases", Since = "1.0.0", Complexity = FlushComplexity,
            Arguments = "[ASYNC | SYNC]",
            Group = CommandGroup.Server, Categories = AclCategories.Dangerous | AclCategories.Keyspace, Tips = ["request_policy:all_shards", "response_policy:all_succeeded"],
        },
        new("flushdb", -1, CommandFlags.Write, KeySpecification.None, context => Flush(context, [context.Database]))
        {
            Summary = "Remove all keys from the current database", Since = "1.0.0", Complexity = FlushComplexity,
            Arguments = "[ASYNC | SYNC]",
            Group = CommandGroup.Server, Categories = AclCategories.Dangerous | AclCategories.Keyspace, Tips = ["request_policy:all_shards", "response_policy:all_succeeded"],
        },
        new("keys", 2, CommandFlags.ReadOnly, KeySpecification.None, FindKeys)
        {
            Summary = "Find all keys matching the given pattern", Since = "1.0.0", Complexity = "O(N) of the keys of the database",
            Arguments = "pattern:pattern",
            Categories = AclCategories.Dangerous | AclCategories.Keyspace, Tips = ["request_policy:all_shards", "nondeterministic_output_order"],
        },
        new("move", 3, CommandFlags.Write | CommandFlags.Fast, KeySpecification.One.For(KeyUse.ReadWrite | KeyUse.Access | KeyUse.Update), Move)
        {
            Summary = "Move a key to another database", Since = "1.0.0", Complexity = "O(1)",
            Arguments = "key db:integer",
        },
        new("randomkey", 1, CommandFlags.ReadOnly, KeySpecification.None, PickKey)
        {
            Summary = "Return a random key from the keyspace", Since = "1.0.0", Complexity = "O(1)",
            Tips = ["request_policy:all_shards", "nondeterministic_output"],
        },
        new("rename", 3, CommandFlags.Write, KeySpecification.Two.For(KeyUse.ReadWrite | KeyUse.Access | KeyUse.Delete, KeyUse.Overwrite | KeyUse.Update), context => Rename(context, replaces: true))
        {
            Summary = "Rename a key", Since = "1.0.0", Complexity = "O(1)",
            Arguments = "key newkey:key",
        },
        new("renamenx", 3, CommandFlags.Write | CommandFlags.Fast, KeySpecification.Two.For(KeyUse.ReadWrite | KeyUse.Access | KeyUse.Delete, KeyUse.Overwrite | KeyUse.Insert), context => Rename(context, replaces: false))
        {
            Summary = "Rename a key, only if the new key does not exist", Since = "1.0.0", Complexity = "O(1)",
            Arguments = "key newkey:key",
        },
        new("scan", -2, CommandFlags.ReadOnly, KeySpecification.None, Scan)
        {
            Summary = "Incrementally iterate the keys space", Since = "2.8.0", Complexity = "O(1) for every call, O(N) for all",
            Arguments = "cursor:integer [MATCH pattern:pattern] [COUNT count:integer] [TYPE type]",
            Tips = ["nondeterministic_output", "request_policy:special"],
        },
        new("swapdb", 3, CommandFlags.Write | CommandFlags.Fast, KeySpecification.None, Swap)
        {
            Summary = "Swaps two Redis databases", Since = "4.0.0", Complexity = "O(1)",
            Arguments = "index1:integer index2:integer",
            Group = CommandGroup.Server, Categories = AclCategories.Dangerous | AclCategories.Keyspace,
        },
        new("touch", -2, Read, KeySpecification.All.For(KeyUse.ReadOnly), Touch)
        {
            Summary = "Alters the last access time of a key(s)", Since = "3.2.1", Complexity = "O(N) of the keys",
            Arguments = "key...",
            Tips = ["request_policy:multi_shard", "response_policy:agg_sum"],
        },
        new("type", 2, Read, KeySpecification.One.For(KeyUse.ReadOnly), AnswerType)
        {
            Summary = "Determine the type stored at key", Since = "1.0.0", Complexity = "O(1)",
            Arguments = "key",
        },
        new("unlink", -2, CommandFlags.Write | CommandFlags.Fast, KeySpecification.All.For(KeyUse.Remove | KeyUse.Delete), Delete)
        {
            Summary = "Delete a key asynchronously in another thread", Since = "4.0.0", Complexity = "O(N) of the keys",
            Arguments = "key...",
            Tips = ["request_policy:multi_shard", "response_policy:agg_sum"],
        },
    ];

    /// <summary>The name of a type as TYPE answers it.</summary>
    public static ReadOnlySpan<byte> NameOf(DataType type) => type switch
    {
        DataType.String => "string"u8,
        DataType.List => "list"u8,
        DataType.Set => "set"u8,
        DataType.SortedSet => "zset"u8,
        _ => "hash"u8,
    };

    private static void Delete(CommandContext context)
    {
        var count = 0;
        for (var i = 1; i < context.Count; i++)
        {
            if (context.Database.Remove(context[i]))
            {
                context.Changed(context[i], KeyEvents.Generic, "del"u8);
                count++;
            }
        }

        context.Reply.WriteInteger(count);
    }

    private static void Exists(CommandContext context) => Count(context, static (database, key) => database.Peek(key));

    private static void Touch(CommandContext context) => Count(context, static (database, key) => database.Find(key));

    private static void Count(CommandContext context, Finding find)
    {
        var count = 0;
        for (var i = 1; i < context.Count; i++)
        {
            count += find(context.Database, context[i]).IsNone ? 0 : 1;
        }

        context.Reply.WriteInteger(count);
    }

    private static void AnswerType(CommandContext context)
    {
        var entry = context.Database.Peek(context[1]);
        context.Reply.WriteSimpleString(entry.IsNone ? "none"u8 : NameOf(entry.Type));
    }

    private static void Flush(CommandContext context, IReadOnlyList<Keyspace> databases)
    {
        // Memory is given back in the background either way.
        if (context.Count > 2 || (context.Count == 2 && !context.Is(1, "SYNC"u8) && !context.Is(1, "ASYNC"u8)))
        {
            context.Fail(Errors.Syntax);
            return;
        }

        foreach (var database in databases)
        {
            context.Clear(database, Math.Max(1, database.Count));
        }

        if (ReferenceEquals(databases, context.Databases))
        {
            context.DataCleared();
        }

        context.Reply.WriteOk();
    }

    private static void FindKeys(CommandContext context)
    {
        var found = new List<Address>();
        var database = context.Database;
        var pattern = context[1].ToArray();
        Blocks.ForEach(database.Scan, block =>
        {
            var entry = new Entry(block);
            if (!database.HasExpired(entry) && Glob.Matches(pattern, entry.Key))
            {
                found.Add(block);
            }
        });
        context.Reply.WriteArrayHeader(found.Count);
        foreach (var block in found)
        {
            context.Reply.WriteBulkString(new Entry(block).Key);
        }
    }

    private static void PickKey(CommandContext context)
    {
        var entry = context.Database.PickLive(context.Random);
        if (entry.IsNone)
        {
            context.Reply.WriteNull();
        }
        else
        {
            context.Reply.WriteBulkString(entry.Key);
        }
    }

    private static void Rename(CommandContext context, bool replaces)
    {
        var source = context.Database.Locate(context[1]);
        if (source.Entry.IsNone)
        {
            context.Fail(Errors.NoSuchKey);
            return;
        }

        var isSame = context[1].SequenceEqual(context[2]);
        if (!replaces && (isSame || !context.Database.Peek(context[2]).IsNone))
        {
            context.Reply.WriteInteger(0);
            return;
        }

        if (!isSame)
        {
            context.Database.MoveTo(context.Database, source, context[2]);
            context.Changed(context[1], KeyEvents.Generic, "rename_from"u8);
            context.Changed(context[2], KeyEvents.Generic, "rename_to"u8, changes: 0);
        }

        if (replaces)
        {
            context.Reply.WriteOk();
        }
        else
        {
            context.Reply.WriteInteger(1);
        }
    }

    private static void Move(CommandContext context)
    {
        if (!TryReadDatabase(context, 2, Errors.NotAnInteger, out var target))
        {
            return;
        }

        if (target == context.Database)
        {
            context.Fail(Errors.SameObject);
            return;
        }

        var source = context.Database.Locate(context[1]);
        if (source.Entry.IsNone || !target.Peek(context[1]).IsNone)
        {
            context.Reply.WriteInteger(0);
            return;
        }

        context.Database.MoveTo(target, source, context[1]);
        context.Changed(context[1], KeyEvents.Generic, "move_from"u8);
        context.Changed(target, context[1], KeyEvents.Generic, "move_to"u8, changes: 0);
        context.Reply.WriteInteger(1);
    }

    private static void Copy(CommandContext context)
    {
        if (!TryReadCopyOptions(context, out var target, out var replaces))
        {
            return;
        }

        if (target == context.Database && context[1].SequenceEqual(context[2]))
        {
            context.Fail(Errors.SameObject);
            return;
        }

        var source = context.Database.Find(context[1]);
        context.Database.CountRead(context[1], !source.IsNone);
        if (source.IsNone || (!replaces && !target.Peek(context[2]).IsNone))
        {
            context.Reply.WriteInteger(0);
            return;
        }

        context.Database.CopyTo(target, source, context[2]);
        context.Changed(target, context[2], KeyEvents.Generic, "copy_to"u8);
        context.Reply.WriteInteger(1);
    }

    private static bool TryReadCopyOptions(CommandContext context, out Keyspace target, out bool replaces)
    {
        target = context.Database;
        replaces = false;
        for (var i = 3; i < context.Count; i++)
        {
            if (context.Is(i, "REPLACE"u8))
            {
                replaces = true;
            }
            else if (context.Is(i, "DB"u8) && i + 1 < context.Count)
            {
                if (!context.TryReadInt32(++i, out var number) || !TryFindDatabase(context, number, out target))
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

        return true;
    }

    private static void Swap(CommandContext context)
    {
        if (!TryReadDatabase(context, 1, "ERR invalid first DB index"u8, out var first)
            || !TryReadDatabase(context, 2, "ERR invalid second DB index"u8, out var second))
        {
            return;
        }

        context.Swapped(first, second);
        first.Swap(second);
        context.Reply.WriteOk();
    }

    private static bool TryReadDatabase(CommandContext context, int index, ReadOnlySpan<byte> error, out Keyspace database)
    {
        database = context.Database;
        return context.TryReadInteger(index, error, out var number) && TryFindDatabase(context, number, out database);
    }

    private static bool TryFindDatabase(CommandContext context, long number, out Keyspace database)
    {
        database = context.Database;
        if (number < 0 || number >= context.Databases.Count)
        {
            context.Fail(Errors.DatabaseOutOfRange);
            return false;
        }

        database = context.Databases[(int)number];
        return true;
    }

    private static void Scan(CommandContext context)
    {
        if (!ScanOptions.TryReadCursor(context, 1, out var cursor) || !ScanOptions.TryRead(context, first: 2, hasType: true, out var options))
        {
            return;
        }

        var visited = new List<Address>();
        cursor = ScanRounds.Run(context.Database.Scan, cursor, options.Count, visited);
        visited.RemoveAll(block => !options.Takes(context.Database, new Entry(block)));
        context.Reply.WriteArrayHeader(2);
        context.Reply.WriteBulkString(cursor.ToString());
        context.Reply.WriteArrayHeader(visited.Count);
        foreach (var block in visited)
        {
            context.Reply.WriteBulkString(new Entry(block).Key);
        }
    }

    private delegate Entry Finding(Keyspace database, ReadOnlySpan<byte> key);
}
