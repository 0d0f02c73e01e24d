using System.Runtime.InteropServices;

namespace Permil.Storage.DuckDb.Interop;

/// <summary>The functions of DuckDB's C API that the store uses, named as there without the prefix.</summary>
/// <remarks>
/// Signatures: duckdb.h of 1.5.6. A function that returns <c>int</c> returns <c>duckdb_state</c>, 0 is success. Functions
/// called once a query take safe handles; those called once a chunk or a vector take bare pointers, and their callers
/// keep the owner alive.
/// </remarks>
internal static unsafe partial class NativeMethods
{
    public const string Library = "duckdb";

    [LibraryImport(Library, EntryPoint = "duckdb_library_version")]
    public static partial nint LibraryVersion();

    [LibraryImport(Library, EntryPoint = "duckdb_free")]
    public static partial void Free(nint memory);

    [LibraryImport(Library, EntryPoint = "duckdb_vector_size")]
    public static partial ulong VectorSize();

    [LibraryImport(Library, EntryPoint = "duckdb_create_config")]
    public static partial int CreateConfig(out nint config);

    [LibraryImport(Library, EntryPoint = "duckdb_set_config")]
    public static partial int SetConfig(ConfigHandle config, ReadOnlySpan<byte> name, ReadOnlySpan<byte> option);

    [LibraryImport(Library, EntryPoint = "duckdb_destroy_config")]
    public static partial void DestroyConfig(ref nint config);

    [LibraryImport(Library, EntryPoint = "duckdb_open_ext")]
    public static partial int OpenExt(ReadOnlySpan<byte> path, out nint database, ConfigHandle config, out nint error);

    [LibraryImport(Library, EntryPoint = "duckdb_close")]
    public static partial void Close(ref nint database);

    [LibraryImport(Library, EntryPoint = "duckdb_connect")]
    public static partial int Connect(DatabaseHandle database, out nint connection);

    [LibraryImport(Library, EntryPoint = "duckdb_disconnect")]
    public static partial void Disconnect(ref nint connection);

    [LibraryImport(Library, EntryPoint = "duckdb_interrupt")]
    public static partial void Interrupt(ConnectionHandle connection);

    [LibraryImport(Library, EntryPoint = "duckdb_query")]
    public static partial int Query(ConnectionHandle connection, ReadOnlySpan<byte> query, NativeResult* result);

    [LibraryImport(Library, EntryPoint = "duckdb_prepare")]
    public static partial int Prepare(ConnectionHandle connection, ReadOnlySpan<byte> query, out nint statement);

    [LibraryImport(Library, EntryPoint = "duckdb_destroy_prepare")]
    public static partial void DestroyPrepare(ref nint statement);

    [LibraryImport(Library, EntryPoint = "duckdb_prepare_error")]
    public static partial nint PrepareError(StatementHandle statement);

    [LibraryImport(Library, EntryPoint = "duckdb_nparams")]
    public static partial ulong ParameterCount(StatementHandle statement);

    [LibraryImport(Library, EntryPoint = "duckdb_clear_bindings")]
    public static partial int ClearBindings(StatementHandle statement);

    [LibraryImport(Library, EntryPoint = "duckdb_bind_boolean")]
    public static partial int BindBoolean(StatementHandle statement, ulong parameter, byte value);

    [LibraryImport(Library, EntryPoint = "duckdb_bind_int32")]
    public static partial int BindInt32(StatementHandle statement, ulong parameter, int value);

    [LibraryImport(Library, EntryPoint = "duckdb_bind_int64")]
    public static partial int BindInt64(StatementHandle statement, ulong parameter, long value);

    [LibraryImport(Library, EntryPoint = "duckdb_bind_uint64")]
    public static partial int BindUInt64(StatementHandle statement, ulong parameter, ulong value);

    [LibraryImport(Library, EntryPoint = "duckdb_bind_hugeint")]
    public static partial int BindHugeInt(StatementHandle statement, ulong parameter, NativeHugeInt value);

    [LibraryImport(Library, EntryPoint = "duckdb_bind_decimal")]
    public static partial int BindDecimal(StatementHandle statement, ulong parameter, NativeDecimal value);

    [LibraryImport(Library, EntryPoint = "duckdb_bind_double")]
    public static partial int BindDouble(StatementHandle statement, ulong parameter, double value);

    [LibraryImport(Library, EntryPoint = "duckdb_bind_timestamp")]
    public static partial int BindTimestamp(StatementHandle statement, ulong parameter, long microseconds);

    [LibraryImport(Library, EntryPoint = "duckdb_bind_varchar_length")]
    public static partial int BindText(StatementHandle statement, ulong parameter, byte* utf8, ulong length);

    [LibraryImport(Library, EntryPoint = "duckdb_bind_blob")]
    public static partial int BindBlob(StatementHandle statement, ulong parameter, byte* bytes, ulong length);

    [LibraryImport(Library, EntryPoint = "duckdb_bind_null")]
    public static partial int BindNull(StatementHandle statement, ulong parameter);

    [LibraryImport(Library, EntryPoint = "duckdb_execute_prepared")]
    public static partial int ExecutePrepared(StatementHandle statement, NativeResult* result);

    [LibraryImport(Library, EntryPoint = "duckdb_execute_prepared_streaming")]
    public static partial int ExecutePreparedStreaming(StatementHandle statement, NativeResult* result);

    [LibraryImport(Library, EntryPoint = "duckdb_destroy_result")]
    public static partial void DestroyResult(NativeResult* result);

    [LibraryImport(Library, EntryPoint = "duckdb_result_error")]
    public static partial nint ResultError(NativeResult* result);

    [LibraryImport(Library, EntryPoint = "duckdb_result_error_type")]
    public static partial DuckDbErrorType ResultErrorType(NativeResult* result);

    [LibraryImport(Library, EntryPoint = "duckdb_rows_changed")]
    public static partial ulong RowsChanged(NativeResult* result);

    [LibraryImport(Library, EntryPoint = "duckdb_column_count")]
    public static partial ulong ColumnCount(NativeResult* result);

    [LibraryImport(Library, EntryPoint = "duckdb_column_name")]
    public static partial nint ColumnName(NativeResult* result, ulong column);

    [LibraryImport(Library, EntryPoint = "duckdb_column_logical_type")]
    public static partial nint ColumnLogicalType(NativeResult* result, ulong column);

    [LibraryImport(Library, EntryPoint = "duckdb_fetch_chunk")]
    public static partial nint FetchChunk(NativeResult result);

    [LibraryImport(Library, EntryPoint = "duckdb_get_type_id")]
    public static partial DuckDbType TypeId(LogicalTypeHandle type);

    [LibraryImport(Library, EntryPoint = "duckdb_decimal_width")]
    public static partial byte DecimalWidth(LogicalTypeHandle type);

    [LibraryImport(Library, EntryPoint = "duckdb_decimal_scale")]
    public static partial byte DecimalScale(LogicalTypeHandle type);

    [LibraryImport(Library, EntryPoint = "duckdb_decimal_internal_type")]
    public static partial DuckDbType DecimalInternalType(LogicalTypeHandle type);

    [LibraryImport(Library, EntryPoint = "duckdb_list_type_child_type")]
    public static partial nint ListChildType(LogicalTypeHandle type);

    [LibraryImport(Library, EntryPoint = "duckdb_map_type_key_type")]
    public static partial nint MapKeyType(LogicalTypeHandle type);

    [LibraryImport(Library, EntryPoint = "duckdb_map_type_value_type")]
    public static partial nint MapValueType(LogicalTypeHandle type);

    [LibraryImport(Library, EntryPoint = "duckdb_destroy_logical_type")]
    public static partial void DestroyLogicalType(ref nint type);

    [LibraryImport(Library, EntryPoint = "duckdb_create_data_chunk")]
    public static partial nint CreateDataChunk(nint* types, ulong count);

    [LibraryImport(Library, EntryPoint = "duckdb_destroy_data_chunk")]
    public static partial void DestroyDataChunk(ref nint chunk);

    [LibraryImport(Library, EntryPoint = "duckdb_data_chunk_reset")]
    public static partial void ResetDataChunk(nint chunk);

    [LibraryImport(Library, EntryPoint = "duckdb_data_chunk_get_size")]
    public static partial ulong DataChunkSize(nint chunk);

    [LibraryImport(Library, EntryPoint = "duckdb_data_chunk_set_size")]
    public static partial void SetDataChunkSize(nint chunk, ulong rows);

    [LibraryImport(Library, EntryPoint = "duckdb_data_chunk_get_vector")]
    public static partial nint DataChunkVector(nint chunk, ulong column);

    [LibraryImport(Library, EntryPoint = "duckdb_vector_get_data")]
    public static partial void* VectorData(nint vector);

    [LibraryImport(Library, EntryPoint = "duckdb_vector_get_validity")]
    public static partial ulong* VectorValidity(nint vector);

    [LibraryImport(Library, EntryPoint = "duckdb_vector_ensure_validity_writable")]
    public static partial void EnsureValidityWritable(nint vector);

    [LibraryImport(Library, EntryPoint = "duckdb_list_vector_get_child")]
    public static partial nint ListChild(nint vector);

    [LibraryImport(Library, EntryPoint = "duckdb_list_vector_get_size")]
    public static partial ulong ListSize(nint vector);

    [LibraryImport(Library, EntryPoint = "duckdb_list_vector_set_size")]
    public static partial int SetListSize(nint vector, ulong size);

    [LibraryImport(Library, EntryPoint = "duckdb_list_vector_reserve")]
    public static partial int ReserveList(nint vector, ulong capacity);

    [LibraryImport(Library, EntryPoint = "duckdb_struct_vector_get_child")]
    public static partial nint StructChild(nint vector, ulong index);

    [LibraryImport(Library, EntryPoint = "duckdb_appender_create_ext")]
    public static partial int CreateAppender(
        ConnectionHandle connection,
        nint catalog,
        nint schema,
        ReadOnlySpan<byte> table,
        out nint appender
    );

    [LibraryImport(Library, EntryPoint = "duckdb_appender_add_column")]
    public static partial int AddAppenderColumn(AppenderHandle appender, ReadOnlySpan<byte> name);

    [LibraryImport(Library, EntryPoint = "duckdb_appender_column_count")]
    public static partial ulong AppenderColumnCount(AppenderHandle appender);

    [LibraryImport(Library, EntryPoint = "duckdb_appender_column_type")]
    public static partial nint AppenderColumnType(AppenderHandle appender, ulong column);

    [LibraryImport(Library, EntryPoint = "duckdb_append_data_chunk")]
    public static partial int AppendDataChunk(AppenderHandle appender, DataChunkHandle chunk);

    [LibraryImport(Library, EntryPoint = "duckdb_appender_flush")]
    public static partial int FlushAppender(AppenderHandle appender);

    [LibraryImport(Library, EntryPoint = "duckdb_appender_clear")]
    public static partial int ClearAppender(nint appender);

    [LibraryImport(Library, EntryPoint = "duckdb_appender_destroy")]
    public static partial int DestroyAppender(ref nint appender);

    [LibraryImport(Library, EntryPoint = "duckdb_appender_error_data")]
    public static partial nint AppenderErrorData(AppenderHandle appender);

    [LibraryImport(Library, EntryPoint = "duckdb_error_data_error_type")]
    public static partial DuckDbErrorType ErrorDataType(nint error);

    [LibraryImport(Library, EntryPoint = "duckdb_error_data_message")]
    public static partial nint ErrorDataMessage(nint error);

    [LibraryImport(Library, EntryPoint = "duckdb_destroy_error_data")]
    public static partial void DestroyErrorData(ref nint error);

    [LibraryImport(Library, EntryPoint = "duckdb_create_logical_type")]
    public static partial nint CreateType(DuckDbType type);

    [LibraryImport(Library, EntryPoint = "duckdb_create_decimal_type")]
    public static partial nint CreateDecimalType(byte width, byte scale);

    [LibraryImport(Library, EntryPoint = "duckdb_create_table_function")]
    public static partial nint CreateTableFunction();

    [LibraryImport(Library, EntryPoint = "duckdb_destroy_table_function")]
    public static partial void DestroyTableFunction(ref nint function);

    [LibraryImport(Library, EntryPoint = "duckdb_table_function_set_name")]
    public static partial void SetTableFunctionName(TableFunctionHandle function, ReadOnlySpan<byte> name);

    [LibraryImport(Library, EntryPoint = "duckdb_table_function_set_extra_info")]
    public static partial void SetTableFunctionInfo(TableFunctionHandle function, nint info, nint destroy);

    [LibraryImport(Library, EntryPoint = "duckdb_table_function_set_bind")]
    public static partial void SetTableFunctionBind(
        TableFunctionHandle function,
        delegate* unmanaged[Cdecl]<nint, void> bind
    );

    [LibraryImport(Library, EntryPoint = "duckdb_table_function_set_init")]
    public static partial void SetTableFunctionInit(
        TableFunctionHandle function,
        delegate* unmanaged[Cdecl]<nint, void> init
    );

    [LibraryImport(Library, EntryPoint = "duckdb_table_function_set_function")]
    public static partial void SetTableFunction(
        TableFunctionHandle function,
        delegate* unmanaged[Cdecl]<nint, nint, void> read
    );

    [LibraryImport(Library, EntryPoint = "duckdb_register_table_function")]
    public static partial int RegisterTableFunction(ConnectionHandle connection, TableFunctionHandle function);

    [LibraryImport(Library, EntryPoint = "duckdb_bind_get_extra_info")]
    public static partial nint BindInfo(nint bind);

    [LibraryImport(Library, EntryPoint = "duckdb_bind_add_result_column")]
    public static partial void AddResultColumn(nint bind, ReadOnlySpan<byte> name, LogicalTypeHandle type);

    [LibraryImport(Library, EntryPoint = "duckdb_function_get_extra_info")]
    public static partial nint FunctionInfo(nint function);

    [LibraryImport(Library, EntryPoint = "duckdb_function_set_error")]
    public static partial void SetFunctionError(nint function, ReadOnlySpan<byte> message);

    [LibraryImport(Library, EntryPoint = "duckdb_vector_reference_vector")]
    public static partial void ReferenceVector(nint vector, nint source);
}
